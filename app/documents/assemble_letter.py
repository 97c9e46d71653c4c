"""Puts together what each bidder is told of standstill: how long it lasts by the award's own clock, how to be heard."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.awards.models import Award, Representation
from app.awards.rules import AwardStatus, RepresentationStatus
from app.bids import service as bids
from app.conflicts import service as conflicts
from app.conflicts.schemas import DeclarationOut
from app.documents.assemble_award import tender_facts
from app.documents.assemble_record import key_criteria
from app.documents.assemble_summary import law_of
from app.documents.award_content import BidStatus, Lot, SkippedDay
from app.documents.facts import Party, Person
from app.documents.figures import Number
from app.documents.from_result import digests_of, lot_of, method_of
from app.documents.letter_content import (
    Cited,
    Conflict,
    Counted,
    Extended,
    Hearing,
    Intention,
    Stage,
    StandstillLetter,
    Told,
)
from app.documents.parties import party_of
from app.evaluations import service as evaluations
from app.identity import service as identity
from app.kit.clock import london_date
from app.organisations import service as organisations
from app.rubrics import regimes
from app.rubrics.regimes import Rule
from app.tenders import service as tenders

INTENTION: Final = "intention-to-award-notice"
OUT_OF_RANKING: Final = {"excluded": BidStatus.EXCLUDED, "withdrawn": BidStatus.WITHDRAWN}

HEARD: Final = (
    "What you say is put on record with the time at which it came, and is decided by a person other than the one who "
    "made the decision; you are told what came of it and why."
)
NOT_EXTENDED: Final = "No rule of the regime held here keeps standstill open for it."
MANAGED: Final = {
    "clear": "nothing to manage was found",
    "undecided": "not yet decided",
    "cleared": "found to stand in no way of taking part",
    "limited": "kept away from the bids concerned",
    "barred": "took no part",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """What each issue of a letter has of its own; `summary` is the bidder's assessment summary, where it has one."""

    reference: str
    issued_at: datetime
    replaces: str | None
    words: str | None
    summary: Cited | None


class Letters:
    """The letters about one award in the making: what they share is read once."""

    def __init__(self, tx: Session, award: Award, now: datetime) -> None:
        """Read the award, its result, and what was said against it."""
        self._tx, self._award, self._now = tx, award, now
        self._tender = tenders.get(tx, award.tender_id)
        self._lot = tenders.lot_by_id(self._tender, award.lot_id)
        self._result: Mapping[str, Any] = evaluations.result(tx, award.result_id).body
        self._suppliers = {
            str(bid.bid_id): (bid.supplier_id, bid.supplier_name) for bid in bids.opened(tx, self._tender, award.lot_id)
        }
        self._said = awards.representations_of(tx, award.id)
        self._kept: Mapping[str, Any] = award.standstill or {}
        self.bid_ids = tuple(one.bid_id for one in awards.assessed(tx, award))

    def supplier_of(self, bid_id: UUID) -> UUID:
        """Return whose bid it is."""
        return self._suppliers[str(bid_id)][0]

    def letter(self, bid_id: UUID, writing: Writing) -> StandstillLetter:
        """Return the letter to the bidder of one bid."""
        method = method_of(self._result)
        return StandstillLetter(
            reference=writing.reference,
            issued_at=writing.issued_at,
            replaces=writing.replaces,
            authority=self._authority,
            tender=tender_facts(self._tender),
            lot=Lot(code=self._lot.code, title=self._lot.title, is_only_lot=len(self._tender.lots) == 1),
            award=self._award.reference,
            stage=self._stage,
            recipient=self._told(str(bid_id)),
            winner=self._told(str(self._award.bid_id)),
            ranked=len(lot_of(self._result, self._lot.code)["ranking"]),
            more_is_better=method.more_is_better,
            total_label=method.total_label,
            reasons=self._reasons,
            words=writing.words,
            decided_at=self._award.decided_at,
            voided_at=self._award.voided_at,
            summary=writing.summary,
            standstill=self._counted,
            extended=self._extended,
            ends_at=self._ends_at,
            hearing=self._hearing,
            intention=self._intention,
            digests=digests_of(self._result),
        )

    # ---------------------------------------------------------------------------------------------------- the decision
    @cached_property
    def _authority(self) -> Party:
        return party_of(self._tx, self._tender.authority_id)

    @cached_property
    def _reasons(self) -> tuple[str, ...]:
        found = [part.strip() for part in self._award.reasons.split("\n\n") if part.strip()]
        if self._award.tie_reason:
            found.append(f"The first place was shared. How the choice was made: {self._award.tie_reason}")
        return tuple(found)

    def _told(self, bid: str) -> Told:
        of_lot = lot_of(self._result, self._lot.code)
        supplier_id, name = self._suppliers[bid]
        party = party_of(self._tx, supplier_id, name=name)
        for entry in of_lot["ranking"]:
            if entry["bid"] == bid:
                total = Number(exact=entry["total"]["exact"], shown=entry["total"]["shown"])
                rank, joint = entry["rank"], entry["joint"]
                return Told(bid=bid, party=party, status=BidStatus.RANKED, rank=rank, joint=joint, total=total)
        out = next(name for name in OUT_OF_RANKING if any(entry["bid"] == bid for entry in of_lot.get(name, ())))
        return Told(bid=bid, party=party, status=OUT_OF_RANKING[out], rank=None, joint=False, total=None)

    # ------------------------------------------------------------------------------------------------------ standstill
    @cached_property
    def _stage(self) -> Stage:
        award = self._award
        if award.status == AwardStatus.VOID:
            return Stage.VOID
        if not self._kept["applies"]:
            return Stage.NONE
        if award.published_at is None:
            return Stage.PLANNED
        if any(row.holds_standstill and row.status == RepresentationStatus.OPEN for row in self._said):
            return Stage.HELD_OPEN
        is_over = award.standstill_ends_at is not None and self._now >= award.standstill_ends_at
        return Stage.OVER if is_over else Stage.RUNNING

    @cached_property
    def _counted(self) -> Counted:
        kept = self._kept
        return Counted(
            applies=kept["applies"],
            regime=kept["regime"],
            category=self._tender.category,
            sent_by=self._award.sent_by,
            voluntary_working_days=self._award.voluntary_working_days,
            rule=kept["rule"],
            source=kept["source"],
            note=kept["note"],
            to_check=tuple(kept["background"]),
            notice_on=date.fromisoformat(kept["notice_on"]),
            begins_on=_day(kept["begins_on"]),
            days=_days(kept["counted"]),
            skipped=_skipped(kept["skipped"]),
            last_day=_day(kept["last_day"]),
            ends_at=_instant(kept["ends_at"]),
        )

    @cached_property
    def _extended(self) -> Extended | None:
        decided = [row for row in self._said if row.extension is not None]
        latest = max(decided, key=_decided_at, default=None)
        if latest is None or latest.extension is None:
            return None
        found = latest.extension
        return Extended(
            rule=found["rule"],
            source=found["source"],
            decision_on=date.fromisoformat(found["decision_on"]),
            days=_days(found["counted"]),
            skipped=_skipped(found["skipped"]),
            last_day=date.fromisoformat(found["last_day"]),
            ends_at=datetime.fromisoformat(found["ends_at"]),
        )

    @property
    def _ends_at(self) -> datetime | None:
        """Return the first instant after standstill with every extension; None where none is known."""
        return None if self._stage in {Stage.HELD_OPEN, Stage.NONE, Stage.VOID} else self._award.standstill_ends_at

    @cached_property
    def _hearing(self) -> Hearing:
        rule = self._rule("representations")
        extends = rule is not None and bool(rule["extends_standstill"])
        effect = f"{HEARD} {rule.get('note', '')}".strip() if rule else f"{HEARD} {NOT_EXTENDED}"
        return Hearing(
            until=self._counted.ends_at if rule else None,
            extends=extends,
            effect=effect,
            source=str(rule["source"]) if rule else None,
            address=f"/v1/awards/{self._award.id}/representations",
        )

    def _rule(self, kind: str) -> Rule | None:
        """Return the rule of the tender's regime that held when the tender was published, if there is one."""
        found = self._rules(kind)
        return found[0] if found else None

    def _rules(self, kind: str) -> list[Rule]:
        tender = self._tender
        if tender.regime is None:
            return []
        on = london_date(tender.published_at or tender.created_at)
        return regimes.rules(tender.regime, kind, on, regimes.Facts(category=tender.category, buyer=self._buyer))

    # ------------------------------------------------------------------------------------------ the intention to award
    @cached_property
    def _buyer(self) -> str:
        return organisations.get(self._tx, self._tender.authority_id).kind

    @cached_property
    def _intention(self) -> Intention | None:
        """Return what the regime wants told of the intention to award; None where it asks for no such notice."""
        rule = next((rule for rule in self._rules("document") if rule["document"] == INTENTION), None)
        if rule is None:
            return None
        tx, award, tender = self._tx, self._award, self._tender
        makers = [one for one in (award.decided_by, award.approved_by) if one is not None]
        names = identity.names(tx, makers)
        declared = [one for one in conflicts.record_of(tx, tender) if not one.superseded]
        return Intention(
            law=law_of(tender, self._buyer, INTENTION),
            contents=tuple(str(one) for one in rule.get("contents", ())),
            decided_by=tuple(Person(name=names[one]) for one in makers),
            key_criteria=key_criteria(tender, award, tenders.leaves(tx, tender, self._lot.code)),
            conflicts=tuple(each for one in declared for each in _conflicts(one)),
            declared=len({one.person_id for one in declared}),
            is_framework=False,  # the service makes contracts with one supplier for each lot, and nothing else
        )


def _conflicts(one: DeclarationOut) -> Iterator[Conflict]:
    """Yield what somebody declared without a name and without the words it was declared in: those are personal."""
    for each in one.interests:
        yield Conflict(kind=str(each.kind), direct=each.direct, stage=str(one.stage), managed=MANAGED[str(one.status)])
    if one.links and not one.interests:
        yield Conflict(kind="found by the service", direct=True, stage=str(one.stage), managed=MANAGED[str(one.status)])


def _decided_at(row: Representation) -> datetime:
    return row.decided_at or row.logged_at


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _days(texts: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(each) for each in texts)


def _skipped(found: list[Mapping[str, str]]) -> tuple[SkippedDay, ...]:
    return tuple(SkippedDay(on=date.fromisoformat(each["on"]), why=each["why"]) for each in found)
