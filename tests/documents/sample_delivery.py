"""The first year of the sample contract: eight commitments, four quarters, one rejection, one waiver."""

from datetime import UTC, date, datetime
from decimal import Decimal

from app.documents.content import (
    NO_DATA,
    NOT_APPLICABLE,
    NOT_DUE,
    AddsUp,
    AuditPosition,
    Bands,
    Claim,
    Commitment,
    ContractFacts,
    ContractPerformance,
    Evidence,
    Figure,
    Money,
    NextDue,
    PeriodRecord,
    Person,
    Rating,
    Span,
    Verdict,
    Verification,
    Waiver,
    count_ratings,
    known,
)
from tests.documents.sample_parties import SUPPLIERS, TRUST

MANAGER = Person(name="Dilys Pugh", role="Contract manager")
QUARTERS = (
    Span(label="Quarter 1", starts_on=date(2027, 3, 1), ends_on=date(2027, 5, 31)),
    Span(label="Quarter 2", starts_on=date(2027, 6, 1), ends_on=date(2027, 8, 31)),
    Span(label="Quarter 3", starts_on=date(2027, 9, 1), ends_on=date(2027, 11, 30)),
    Span(label="Quarter 4", starts_on=date(2027, 12, 1), ends_on=date(2028, 2, 29)),
)
BANDS = Bands(
    good=Decimal(100), approaching_target=Decimal(90), requires_improvement=Decimal(70), fixed_on=date(2027, 2, 22)
)
END = date(2030, 2, 28)


def figures(texts: str) -> tuple[Figure, ...]:
    """Return the figures of the quarters: a number, "-" for no data, "later" for not due, "n/a"."""
    absent = {"-": NO_DATA, "later": NOT_DUE, "n/a": NOT_APPLICABLE}
    return tuple(absent.get(text) or known(text) for text in texts.split())


def verified(quantity: str, reason: str, quarter: int, verdict: Verdict = Verdict.VERIFIED) -> Verification:
    """Return a decision of the contract manager, eight days after the quarter's report."""
    month, year = ((6, 2027), (9, 2027), (12, 2027), (3, 2028))[quarter]
    at = datetime(year, month, 18, 9, 40, tzinfo=UTC)
    return Verification(verdict=verdict, quantity=known(quantity), by=MANAGER, at=at, reason=reason)


def claim(
    quarter: int,
    quantity: str,
    words: str | None,
    files: tuple[str, ...],
    verification: Verification | None,
    *,
    superseded: bool = False,
) -> Claim:
    """Return the supplier's report of a quarter."""
    month, year = ((6, 2027), (9, 2027), (12, 2027), (3, 2028))[quarter]
    return Claim(
        reported_at=datetime(year, month, 14 if superseded else 10, 13, 5, tzinfo=UTC),
        claimed=known(quantity),
        words=words,
        evidence=tuple(
            Evidence(name=name, digest=f"sha256:{(index + quarter + 3) * 7919:064x}")
            for index, name in enumerate(files)
        ),
        verification=verification,
        superseded=superseded,
    )


def periods(
    target: str,
    claimed: str,
    proved: str,
    *,
    target_to_date: str,
    proved_to_date: str,
    claims: dict[int, tuple[Claim, ...]],
) -> tuple[PeriodRecord, ...]:
    """Return the four quarters of a commitment."""
    columns = [figures(each) for each in (target, claimed, proved, target_to_date, proved_to_date)]
    return tuple(
        PeriodRecord(
            span=span,
            target=columns[0][index],
            claimed=columns[1][index],
            proved=columns[2][index],
            target_to_date=columns[3][index],
            proved_to_date=columns[4][index],
            claims=claims.get(index, ()),
        )
        for index, span in enumerate(QUARTERS)
    )


LOCAL_SPEND = Commitment(
    reference="C-2027-0007/1",
    measure="Contract spend with suppliers inside the area",
    unit="% of spend",
    adds_up=AddsUp.PERCENTAGE,
    more_is_better=True,
    criterion="Local spend",
    promised=known(62),
    due_on=END,
    due=known(62),
    claimed=known("59.4"),
    proved=known("58.1"),
    unknown=known(0),
    rejected=known("1.3"),
    percent_of_due=known("93.7"),
    rating=Rating.APPROACHING_TARGET,
    said="58.1 proved against 62 due is 93.7%: at least 90% and below 100%.",
    bands=BANDS,
    next_due=NextDue(on=date(2028, 5, 31), quantity=known(62)),
    periods=periods(
        "62 62 62 62",
        "48 55.2 60 59.4",
        "48 55.2 57.9 58.1",
        target_to_date="62 62 62 62",
        proved_to_date="48 55.2 57.9 58.1",
        claims={
            2: (
                claim(
                    2,
                    "60",
                    "Two laundry and uniform suppliers inside the area were taken on in September.",
                    ("invoices-q3.csv", "Anfonebau'r Ŵyl.pdf"),
                    verified(
                        "57.9",
                        "Two invoices carry a postcode outside the area and were taken out.",
                        2,
                        Verdict.PART_VERIFIED,
                    ),
                ),
            ),
            3: (
                claim(
                    3,
                    "59.4",
                    None,
                    ("invoices-q4.csv",),
                    verified("58.1", "One invoice was counted twice.", 3, Verdict.PART_VERIFIED),
                ),
            ),
        },
    ),
)

LIVING_WAGE = Commitment(
    reference="C-2027-0007/2",
    measure="Officers paid at least the real Living Wage",
    unit="% of officers",
    adds_up=AddsUp.LEVEL,
    more_is_better=True,
    criterion="Real Living Wage",
    promised=known(100),
    due_on=END,
    due=known(100),
    claimed=known(100),
    proved=known(100),
    unknown=known(0),
    rejected=known(0),
    percent_of_due=known(100),
    rating=Rating.GOOD,
    said="100 proved against 100 due is 100%: at least 100%.",
    bands=BANDS,
    next_due=NextDue(on=date(2028, 5, 31), quantity=known(100)),
    periods=periods(
        "100 100 100 100",
        "100 100 100 100",
        "100 100 100 100",
        target_to_date="100 100 100 100",
        proved_to_date="100 100 100 100",
        claims={
            3: (
                claim(
                    3,
                    "100",
                    "The new rate was paid from 1 December, two months before it had to be.",
                    ("payroll-extract-q4.xlsx",),
                    verified("100", "Payroll extract agrees with the rota for 61 officers.", 3),
                ),
            )
        },
    ),
)

CARBON = Commitment(
    reference="C-2027-0007/3",
    measure="Tailpipe emissions avoided on patrols, against diesel",
    unit="tCO2e",
    adds_up=AddsUp.SUM,
    more_is_better=True,
    criterion="Carbon saved on patrols",
    promised=known("46.5"),
    due_on=END,
    due=known("12.0"),
    claimed=known("10.4"),
    proved=known("6.2"),
    unknown=known("2.1"),
    rejected=known("2.1"),
    percent_of_due=known("51.7"),
    rating=Rating.INADEQUATE,
    said="6.2 proved against 12.0 due is 51.7%: below 70%. A further 2.1 is claimed and not yet verified.",
    bands=BANDS,
    next_due=NextDue(on=date(2028, 5, 31), quantity=known("3.9")),
    periods=periods(
        "3.0 3.0 3.0 3.0",
        "3.1 3.1 2.1 2.1",
        "3.1 3.1 0 -",
        target_to_date="3.0 6.0 9.0 12.0",
        proved_to_date="3.1 6.2 6.2 6.2",
        claims={
            2: (
                claim(
                    2,
                    "2.1",
                    "Mileage of the two electric vehicles, September to November.",
                    ("mileage-q3.pdf",),
                    verified(
                        "0",
                        "The mileage sheet is unsigned and covers the weeks in which both vehicles were off the road. "
                        "Send the charging records for the same weeks.",
                        2,
                        Verdict.REJECTED,
                    ),
                ),
            ),
            3: (claim(3, "2.1", None, ("charging-q4.csv", "mileage-q4.pdf"), None),),
        },
    ),
)

TRIAL_SHIFTS = Commitment(
    reference="C-2027-0007/4",
    measure="Paid trial shifts for local people out of work for six months or more",
    unit="people",
    adds_up=AddsUp.SUM,
    more_is_better=True,
    criterion="Social value method statement",
    promised=known(24),
    due_on=END,
    due=known(8),
    claimed=NO_DATA,
    proved=NO_DATA,
    unknown=NO_DATA,
    rejected=NO_DATA,
    percent_of_due=NO_DATA,
    rating=Rating.UNKNOWN,
    said="8 due and no report received, so there is nothing to rate.",
    bands=BANDS,
    next_due=NextDue(on=date(2028, 5, 31), quantity=known(2)),
    periods=periods("2 2 2 2", "- - - -", "- - - -", target_to_date="2 4 6 8", proved_to_date="- - - -", claims={}),
)

ABSENCE = Commitment(
    reference="C-2027-0007/5",
    measure="Shifts left without a reliever",
    unit="shifts per quarter",
    adds_up=AddsUp.LEVEL,
    more_is_better=False,
    criterion="Mobilisation and transfer of staff",
    promised=known(4),
    due_on=END,
    due=known(4),
    claimed=known(0),
    proved=known(0),
    unknown=known(0),
    rejected=known(0),
    percent_of_due=NOT_APPLICABLE,
    rating=Rating.GOOD,
    said="0 proved against at most 4: the target is met.",
    bands=None,
    next_due=NextDue(on=date(2028, 5, 31), quantity=known(4)),
    periods=periods("4 4 4 4", "6 3 1 0", "6 3 1 0", target_to_date="4 4 4 4", proved_to_date="6 3 1 0", claims={}),
)

FLEET = Commitment(
    reference="C-2027-0007/6",
    measure="Patrol vehicles without tailpipe emissions",
    unit="% of vehicles",
    adds_up=AddsUp.PERCENTAGE,
    more_is_better=True,
    criterion="Carbon saved on patrols",
    promised=known(100),
    due_on=date(2029, 2, 28),
    due=NOT_DUE,
    claimed=NOT_DUE,
    proved=NOT_DUE,
    unknown=NOT_DUE,
    rejected=NOT_DUE,
    percent_of_due=NOT_DUE,
    rating=Rating.NOT_DUE,
    said="Nothing is due before the second contract year.",
    bands=BANDS,
    next_due=NextDue(on=date(2029, 2, 28), quantity=known(100)),
    periods=(),
)

RECORDED = Commitment(
    reference="C-2027-0007/7",
    measure="Visits by pupils of local schools",
    unit="visits",
    adds_up=AddsUp.RECORD_ONLY,
    more_is_better=True,
    criterion=None,
    promised=NOT_APPLICABLE,
    due_on=None,
    due=NOT_APPLICABLE,
    claimed=known(3),
    proved=known(2),
    unknown=known(1),
    rejected=known(0),
    percent_of_due=NOT_APPLICABLE,
    rating=Rating.OTHER,
    said="Recorded only: it was not promised and is measured against nothing.",
    bands=None,
    next_due=None,
    periods=periods(
        "n/a n/a n/a n/a", "1 1 0 1", "1 1 0 -", target_to_date="n/a n/a n/a n/a", proved_to_date="1 2 2 2", claims={}
    ),
)

COMMITMENTS = (LOCAL_SPEND, LIVING_WAGE, CARBON, TRIAL_SHIFTS, ABSENCE, FLEET, RECORDED)

PERFORMANCE = ContractPerformance(
    reference="P-2028-0011",
    issued_at=datetime(2028, 3, 21, 10, 15, tzinfo=UTC),
    replaces=None,
    authority=TRUST,
    supplier=SUPPLIERS["harbour"],
    contract=ContractFacts(
        reference="C-2027-0007",
        title="Manned guarding and reception security for three hospital sites",
        tender="T-2026-0042",
        lot=None,
        value=Money(amount=Decimal("3560000.00"), currency="GBP", includes_vat=False),
        starts_on=date(2027, 3, 1),
        ends_on=END,
    ),
    period=Span(label="Contract year 1", starts_on=date(2027, 3, 1), ends_on=date(2028, 2, 29)),
    as_at=date(2028, 3, 20),
    summary=(
        "Two of seven commitments are good and one is approaching its target.",
        "The carbon pledge is inadequate, and nothing has been reported on trial shifts.",
    ),
    counts=count_ratings(COMMITMENTS),
    commitments=COMMITMENTS,
    waivers=(
        Waiver(
            measure="Hours of volunteering in the hospitals' gardens",
            quantity=known(120),
            unit="hours",
            reason="The gardens at St Brannoc's are closed for building work until 2029; other sites have none.",
            asked_by=Person(name="Luke Harte", role="Contracts director, Harbour Guarding CIC"),
            approved_by=Person(name="Margaret Ellis", role="Chief Finance Officer"),
            approved_at=datetime(2027, 2, 22, 15, 0, tzinfo=UTC),
        ),
    ),
    award_digest="sha256:" + "a7" * 32,
    engine="1.0.0",
    audit=AuditPosition(
        entry=9120, size=9216, head="sha256:" + "c4" * 32, sealed_at=datetime(2028, 3, 21, 10, 16, tzinfo=UTC)
    ),
)
