"""Assessment summaries of the sample tender, one for every bid: the winning one, the others, and the excluded."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256

from app.documents.award_content import BidStatus
from app.documents.content import AssessmentSummary, FullText, Law, Outcome, Quote
from app.documents.facts import Person
from app.documents.from_result import digests_of, method_of, scales_of
from app.documents.from_result_summary import Agreement, assessed_of, criteria_of_rubric
from app.documents.summary_words import standing_in_words
from tests.documents import samples
from tests.documents.sample_bids import REASONS
from tests.documents.sample_parties import SUPPLIERS

WINNER = "harbour"


def quote(text: str, start: int = 120) -> Quote:
    """Return a quoted passage."""
    digest = f"sha256:{sha256(text.encode()).hexdigest()}"
    return Quote(place="response", text=text, start=start, end=start + len(text), digest=digest)


def bids_by(status: BidStatus) -> list[str]:
    """Return the ids of the sample's bids with a status, the best first."""
    return [bidder.id for bidder in samples.award().bidders if bidder.status is status]


@cache
def summary(recipient: str = WINNER) -> AssessmentSummary:
    """Return the summary of one bid of the sample tender, with a passage quoted under each marked question."""
    award, result = samples.award(), samples.result()
    agreements = {
        key: Agreement(rationale=reason, quotes=(quote(f"We name the people who answer for {key[1]} in our plan."),))
        for key, reason in REASONS.items()
    }
    wanted = {recipient, WINNER}
    bidders = assessed_of(result, "1", wanted, parties=SUPPLIERS, agreements=agreements)
    ranked = sum(one.status is BidStatus.RANKED for one in award.bidders)
    own = next(one for one in bidders if one.id == recipient)
    winner = next(one for one in bidders if one.id == WINNER)
    criteria = criteria_of_rubric(result["rubric"], "1")
    return AssessmentSummary(
        reference=f"A-2026-0042/S-{recipient}/1",
        issued_at=datetime(2026, 12, 15, 16, 30, tzinfo=UTC),
        replaces=None,
        replaced_because=None,
        law=Law(
            provision="Section 50 of the Procurement Act 2023 and regulation 31 of the Procurement Regulations 2024",
            source="https://www.legislation.gov.uk/ukdsi/2024/9780348259728/regulation/31",
            note=None,
        ),
        authority=award.authority,
        tender=award.tender,
        lot=award.lot,
        award="A-2026-0042",
        recipient=recipient,
        outcome=Outcome(
            winner=WINNER,
            ranked=ranked,
            decided_by=Person(name="Margaret Ellis", role="Chief Finance Officer"),
            decided_at=award.decision.decided_at,
            approved_by=Person(name="Idris Vaughan", role="Chief Executive"),
            approved_at=datetime(2026, 12, 15, 9, 10, tzinfo=UTC),
            reasons=award.decision.reasons,
        ),
        full_text=FullText(
            said="The rubric as published with the tender, and whole inside this document's file.",
            address="/v1/tenders/019a0000-0000-7000-8000-000000000042/rubric",
        ),
        scales=scales_of(result),
        criteria=criteria,
        method=method_of(result),
        bidders=bidders,
        standing=standing_in_words(own, winner, ranked=ranked, method=method_of(result), criteria=criteria),
        criterion_reasons={"quality": "The mobilisation plan decided it: it could be checked against the rota."},
        withheld=(),
        next_steps=(
            "The award notice is planned for 16 December 2026; the standstill then ends on 29 December 2026.",
            f"Whoever wants to ask about this assessment writes to {award.authority.email}.",
        ),
        digests=digests_of(result),
        audit=award.audit,
        rubric=result["rubric"],
        contract={name: result["inputs"][name] for name in ("contract",) if name in result["inputs"]},
    )


def everyone() -> list[AssessmentSummary]:
    """Return the summaries of every bid that was assessed."""
    return [summary(one) for status in (BidStatus.RANKED, BidStatus.EXCLUDED) for one in bids_by(status)]


def changed(found: AssessmentSummary, criterion: str, *, bid: str | None = None, **fields: object) -> AssessmentSummary:
    """Return a summary in which what is said of a bid on a criterion is another: the recipient's unless told."""
    whose = bid or found.recipient
    return replace(
        found,
        bidders=tuple(
            replace(
                one,
                scores=tuple(
                    replace(score, **fields) if score.criterion == criterion else score  # type: ignore[arg-type]
                    for score in one.scores
                ),
            )
            if one.id == whose
            else one
            for one in found.bidders
        ),
    )
