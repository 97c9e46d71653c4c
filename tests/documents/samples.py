"""Content of one realistic tender and its first year of delivery; every organisation and person is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from app.documents.content import (
    AuditPosition,
    AwardSummary,
    Category,
    ContractPerformance,
    Decision,
    Lot,
    Money,
    Person,
    Promise,
    SkippedDay,
    Standstill,
    TenderFacts,
)
from app.documents.from_result import bidders_of, criteria_of, digests_of, margin_of, method_of, scales_of
from scoring import Result, evaluate
from tests.documents.sample_bids import BIDS, REASONS, RUBRIC
from tests.documents.sample_delivery import PERFORMANCE
from tests.documents.sample_parties import SUPPLIERS, TRUST

PANEL = (
    Person(name="Aoife Brennan", role="Head of Security and Resilience, evaluator"),
    Person(name="Samuel Okafor", role="Sustainability Manager, evaluator"),
    Person(name="Priya Raman", role="Deputy Director of Workforce, evaluator"),
    Person(name="Helen Marsh", role="Head of Procurement, moderator"),
)

WINNER_REASONS = (
    (
        "Harbour Guarding CIC submitted the most advantageous tender: it has the highest total under the published "
        "criteria. It has the best mobilisation plan, the strongest pledges, and a price within 12% of the lowest."
    ),
    (
        "Its mobilisation plan names the officers who will transfer, the wards they know and the week in which each "
        "site changes over. The panel found it the only plan that could be checked against the trust's own rota."
    ),
    (
        "Its pledges are specific and can be proved: every officer paid the real Living Wage from the first shift, "
        "62% of contract spend inside the integrated care system's area, and a patrol fleet without tailpipe "
        "emissions from the second year."
    ),
)

STANDSTILL = Standstill(
    applies=True,
    rule="Eight working days, beginning with the day on which the contract award notice is published.",
    source="Procurement Act 2023, section 51",
    notice_on=date(2026, 12, 16),
    first_day=date(2026, 12, 16),
    ends_on=date(2026, 12, 29),
    working_days=tuple(date(2026, 12, day) for day in (16, 17, 18, 21, 22, 23, 24, 29)),
    skipped=(
        SkippedDay(on=date(2026, 12, 19), why="Saturday"),
        SkippedDay(on=date(2026, 12, 20), why="Sunday"),
        SkippedDay(on=date(2026, 12, 25), why="Christmas Day"),
        SkippedDay(on=date(2026, 12, 26), why="Saturday"),
        SkippedDay(on=date(2026, 12, 27), why="Sunday"),
        SkippedDay(on=date(2026, 12, 28), why="Boxing Day (substitute day)"),
    ),
)


@cache
def result() -> dict[str, Any]:
    """Return the scoring result document of the sample tender."""
    found = evaluate(RUBRIC, BIDS)
    assert isinstance(found, Result), found
    return found.to_mapping()


@cache
def award() -> AwardSummary:
    """Return the award summary of a hospital trust's security contract with five bidders."""
    return AwardSummary(
        reference="A-2026-0042",
        issued_at=datetime(2026, 12, 15, 16, 30, tzinfo=UTC),
        replaces=None,
        authority=TRUST,
        tender=TenderFacts(
            reference="T-2026-0042",
            title="Manned guarding and reception security for three hospital sites",
            description=(
                "Officers, reception security and lone-worker response for the Royal Quay, St Brannoc's and Vale "
                "Community hospitals, day and night, with a mobile patrol between the sites."
            ),
            regime="Procurement Act 2023 (England), open procedure",
            value=Money(amount=Decimal("3600000.00"), currency="GBP", includes_vat=False),
            term="3 years from 1 March 2027, with an option of 2 more",
            categories=(
                Category(scheme="CPV", code="79713000", label="Guard services"),
                Category(scheme="CPV", code="79992000", label="Reception services"),
            ),
            places=("Estuary Vale", "Wexcombe and the Levels"),
        ),
        lot=Lot(code="1", title=None, is_only_lot=True),
        decision=Decision(
            winner="harbour",
            decided_by=(Person(name="Margaret Ellis", role="Chief Finance Officer"),),
            decided_at=datetime(2026, 12, 14, 11, 5, tzinfo=UTC),
            summary=(
                "The highest total under the published criteria: the best mobilisation plan and the strongest "
                "social value pledges, at a price within 12% of the lowest."
            ),
            reasons=WINNER_REASONS,
        ),
        panel=PANEL,
        scales=scales_of(result()),
        criteria=criteria_of(result(), "1"),
        method=method_of(result()),
        bidders=bidders_of(result(), "1", parties=SUPPLIERS, reasons=REASONS),
        margin=margin_of(result(), "1"),
        promises=promises(),
        standstill=STANDSTILL,
        next_steps=(
            "The contract award notice is published on 16 December 2026 and the standstill period runs to 29 December.",
            "A supplier that wants to ask about its assessment writes to procurement@estuaryvale.example.",
            "If no challenge is made, the contract is drafted with every promise above as a commitment.",
        ),
        digests=digests_of(result()),
        audit=AuditPosition(
            entry=418, size=512, head="sha256:" + "5e" * 32, sealed_at=datetime(2026, 12, 15, 16, 31, tzinfo=UTC)
        ),
        result=result(),
    )


def performance() -> ContractPerformance:
    """Return the performance report of the sample contract after its first year."""
    return PERFORMANCE


def promises() -> tuple[Promise, ...]:
    """Return what the winner pledged."""
    points = {
        score.criterion: score.points
        for bidder in bidders_of(result(), "1", parties=SUPPLIERS, reasons=REASONS)
        if bidder.id == "harbour"
        for score in bidder.scores
    }
    return (
        Promise(
            measure="Contract spend with suppliers inside the area",
            quantity=Decimal(62),
            unit="% of spend",
            by_when="each contract year",
            criterion="local-spend",
            points=points["local-spend"],
        ),
        Promise(
            measure="Officers paid at least the real Living Wage",
            quantity=Decimal(100),
            unit="% of officers",
            by_when="from the first shift, 1 March 2027",
            criterion="living-wage",
            points=points["living-wage"],
        ),
        Promise(
            measure="Tailpipe emissions avoided on patrols, against diesel",
            quantity=Decimal("46.5"),
            unit="tCO2e",
            by_when="28 February 2030",
            criterion="carbon-saved",
            points=points["carbon-saved"],
        ),
        Promise(
            measure="Paid trial shifts for local people out of work for six months or more",
            quantity=Decimal(24),
            unit="people",
            by_when="28 February 2030",
            criterion="method-statement",
            points=points["method-statement"],
        ),
    )


def tender_of(bidders: int, criteria: int) -> AwardSummary:
    """Return an award summary of any size: marks go round the scale, and every mark has a reason."""
    weights = [100 // criteria + (place < 100 % criteria) for place in range(criteria)]
    rubric = RUBRIC | {
        "criteria": [
            {
                "id": f"c{place}",
                "title": f"Criterion number {place}",
                "weight": str(weight),
                "asks": "words",
                "question": "How will you do it?",
                "method": {"type": "scale", "scale": "marks-0-4"},
            }
            for place, weight in enumerate(weights, start=1)
        ],
        "tie_break": [{"by": "shared"}],
    }
    bids = {
        "format": "makegood.bids/1",
        "bids": [
            {
                "id": f"b{bid}",
                "name": f"Bidder number {bid} Ltd",
                "status": "live",
                "answers": {
                    f"c{place}": {"mark": str((bid * place + bid * bid // 3 + place // 2) % 5)}
                    for place in range(1, criteria + 1)
                },
            }
            for bid in range(1, bidders + 1)
        ],
    }
    found = evaluate(rubric, bids)
    assert isinstance(found, Result), found
    mapping = found.to_mapping()
    reasons = {
        (f"b{bid}", f"c{place}"): f"Reason {bid}.{place}: the answer names owners and dates; one step has neither."
        for bid in range(1, bidders + 1)
        for place in range(1, criteria + 1)
    }
    ranked = bidders_of(mapping, "1", parties={}, reasons=reasons)
    return replace(
        award(),
        decision=replace(award().decision, winner=ranked[0].id if ranked else None),
        scales=scales_of(mapping),
        criteria=criteria_of(mapping, "1"),
        bidders=ranked,
        margin=margin_of(mapping, "1"),
        method=method_of(mapping),
        promises=(),
        digests=digests_of(mapping),
        result=mapping,
    )
