"""Puts together what each bidder is told of its own tender and of the winning one, from the award and its result."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.awards.models import Award
from app.bids import service as bids
from app.documents.assemble_award import tender_facts
from app.documents.award_content import BidStatus, Lot
from app.documents.facts import AuditPosition, Party, Person
from app.documents.from_result import digests_of, lot_of, method_of, scales_of
from app.documents.from_result_summary import Agreement, assessed_of, criteria_of_rubric
from app.documents.parties import address_of, party_of
from app.documents.summary_content import (
    Assessed,
    AssessmentSummary,
    FullText,
    Law,
    Outcome,
    Quote,
)
from app.documents.summary_words import standing_in_words
from app.documents.wording import day
from app.evaluations import service as evaluations
from app.identity import service as identity
from app.kit.clock import london_date, london_text
from app.organisations import service as organisations
from app.rubrics import regimes
from app.tenders import service as tenders
from app.tenders.models import Tender

DOCUMENT = "assessment-summary"


@dataclass(frozen=True, slots=True)
class Contact:
    """How a bidder is reached, as its tender has it: used where its profile does not say."""

    postal_address: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Issue:
    """What each issue of a summary has of its own."""

    reference: str
    issued_at: datetime
    replaces: str | None = None
    replaced_because: str | None = None
    audit: AuditPosition | None = None


class Assembly:
    """The summaries of one award in the making: what they share is read once."""

    def __init__(self, tx: Session, award: Award, contacts: Mapping[UUID, Contact]) -> None:
        """Read the award, its result and its bids."""
        self._tx, self._award, self._contacts = tx, award, contacts
        self._tender = tenders.get(tx, award.tender_id)
        self._lot = tenders.lot_by_id(self._tender, award.lot_id)
        self._result: Mapping[str, Any] = evaluations.result(tx, award.result_id).body
        self._opened = {str(bid.bid_id): bid for bid in bids.opened(tx, self._tender, award.lot_id)}
        self.assessed = awards.assessed(tx, award)

    def supplier_of(self, bid_id: UUID) -> UUID:
        """Return whose bid it is."""
        return self._opened[str(bid_id)].supplier_id

    def summary(self, bid_id: UUID, issue: Issue) -> AssessmentSummary:
        """Return the summary of one bid, with nothing withheld."""
        own = self._bidders[str(bid_id)]
        winner = self._bidders.get(str(self._award.bid_id))
        return AssessmentSummary(
            reference=issue.reference,
            issued_at=issue.issued_at,
            replaces=issue.replaces,
            replaced_because=issue.replaced_because,
            law=law_of(self._tender, self._authority_kind),
            authority=self._authority,
            tender=tender_facts(self._tender),
            lot=Lot(code=self._lot.code, title=self._lot.title, is_only_lot=len(self._tender.lots) == 1),
            award=self._award.reference,
            recipient=own.id,
            outcome=self._outcome,
            full_text=FullText(
                said="The rubric as it was published with the tender; it is also whole in this document's own file.",
                address=f"/v1/tenders/{self._tender.id}/rubric",
            ),
            scales=scales_of(self._result),
            criteria=self._criteria,
            method=method_of(self._result),
            bidders=(own,) if winner is None or winner.id == own.id else (own, winner),
            standing=self._standing(own, winner),
            criterion_reasons=dict(self._award.criterion_reasons or {}),
            withheld=(),
            next_steps=self._next_steps(),
            digests=digests_of(self._result),
            audit=issue.audit,
            rubric=self._result["rubric"],
            contract={name: value for name, value in self._result["inputs"].items() if name == "contract"},
        )

    @cached_property
    def _bidders(self) -> dict[str, Assessed]:
        wanted = {str(one.bid_id) for one in self.assessed}
        agreed = evaluations.agreed(self._tx, self._award.lot_id)
        found = assessed_of(
            self._result,
            self._lot.code,
            wanted,
            parties={bid: self._party(bid) for bid in wanted},
            agreements={
                (str(mark.bid_id), mark.criterion): Agreement(
                    rationale=mark.rationale,
                    quotes=tuple(quote_of(one) for one in mark.quotes),
                    after_prices=mark.after_prices and mark.revision > 1,
                )
                for mark in agreed
            },
            currency=self._tender.currency,
        )
        return {one.id: one for one in found}

    def _party(self, bid: str) -> Party:
        opened = self._opened[bid]
        party = party_of(self._tx, opened.supplier_id, name=opened.supplier_name)
        profile = organisations.get(self._tx, opened.supplier_id)
        contact = self._contacts.get(opened.bid_id, Contact(None, None))
        return replace(
            party,
            # A postcode alone is no address that a letter reaches.
            address=address_of(profile.postal_address or contact.postal_address, profile.postcode)
            if profile.postal_address or contact.postal_address
            else None,
            email=profile.contact_email or contact.email,
        )

    @cached_property
    def _criteria(self) -> Any:
        return criteria_of_rubric(self._result["rubric"], self._lot.code)

    @cached_property
    def _authority(self) -> Party:
        return party_of(self._tx, self._tender.authority_id)

    @cached_property
    def _authority_kind(self) -> str:
        return organisations.get(self._tx, self._tender.authority_id).kind

    @cached_property
    def _outcome(self) -> Outcome:
        award = self._award
        names = identity.names(self._tx, [one for one in (award.decided_by, award.approved_by) if one is not None])
        reasons = [part.strip() for part in award.reasons.split("\n\n") if part.strip()]
        if award.tie_reason:
            reasons.append(f"The first place was shared. How the choice was made: {award.tie_reason}")
        return Outcome(
            winner=str(award.bid_id),
            ranked=len(lot_of(self._result, self._lot.code)["ranking"]),
            decided_by=Person(name=names[award.decided_by]),
            decided_at=award.decided_at,
            approved_by=None if award.approved_by is None else Person(name=names[award.approved_by]),
            approved_at=award.approved_at,
            reasons=tuple(reasons),
        )

    def _standing(self, own: Assessed, winner: Assessed | None) -> tuple[str, ...]:
        said = standing_in_words(
            own,
            winner,
            ranked=self._outcome.ranked,
            method=method_of(self._result),
            criteria=self._criteria,
        )
        limit = tenders.terms(self._tender).lot_limit
        if limit is None or own.status is not BidStatus.RANKED:
            return said
        return (*said, f"One supplier could win at most {limit.most} of the lots, as was published: {limit.words}")

    def _next_steps(self) -> tuple[str, ...]:
        award, email = self._award, self._authority.email
        steps = [f"The notice of the award is planned for {day(award.notice_on)}, after every bidder has its summary."]
        if award.published_at is not None:
            steps = [f"The notice of the award was published on {day(award.notice_on)}."]
        if award.standstill_ends_at is None:
            steps.append("No standstill applies.")
        else:
            ends = london_text(award.standstill_ends_at)
            steps.append(f"Counted from that day the standstill is over at {ends}; no contract is made before that.")
        if email:
            steps.append(f"Whoever wants to ask about this assessment writes to {email}.")
        return tuple(steps)


def quote_of(kept: Mapping[str, Any]) -> Quote:
    """Return a quoted passage as evaluations keep it."""
    return Quote(place=kept["place"], text=kept["text"], start=kept["start"], end=kept["end"], digest=kept["digest"])


def law_of(tender: Tender, buyer: str, document: str = DOCUMENT) -> Law:
    """Return the rule of the tender's regime that asks for a document, or that none does.

    The rule that held when the tender was published counts: a procurement is run by the law of its start.
    """
    if tender.regime is not None:
        on = london_date(tender.published_at or tender.created_at)
        facts = regimes.Facts(category=tender.category, buyer=buyer)
        title = regimes.regime(tender.regime)["title"]
        for rule in regimes.rules(tender.regime, "document", on, facts):
            if rule["document"] == document:
                provision, _, source = str(rule["source"]).partition(": http")
                return Law(
                    provision=f"{provision} ({title})",
                    source=f"http{source}" if source else provision,
                    note=rule.get("note"),
                )
    return Law(
        provision="No rule of the regime asks for this document; the authority issues it of its own accord.",
        source="Its contents are those that regulation 31 of the Procurement Regulations 2024 asks for.",
        note=None,
    )
