"""What holds for any ledger: the parts make the whole, and neither order, splitting nor repeating changes a sum."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.evidence.assessment import Assessment
from scoring.evidence.spend_cells import KINDS
from tests.scoring.evidence.payments import csv, examined, paid, parts_sum

POSTCODES = ("LS1 1UR", "LS1 4EE", "BD1 1HY", "SW1A 1AA", "IM1 1AA", "BT1 1AA", "LS9 9ZZ", "", "x")
AMOUNTS = ("10", "10.00", "-3.5", "0", "0.0001", "999999.99", "x", "")
NAMES = ("total", "local", "elsewhere", "unknown", "rejected", *KINDS, *(f"{kind}_local" for kind in KINDS))

LINES = st.builds(
    paid,
    st.sampled_from(POSTCODES),
    st.sampled_from(AMOUNTS),
    st.sampled_from(("1", "2", "inv-3", "INV 3", "")),
    payee=st.sampled_from(("Acme Ltd", "ACME LIMITED", "Borough Care", "")),
    kind=st.sampled_from(("sme", "vcse; charity", "", "friend")),
    tier=st.sampled_from(("1", "2", "")),
)
LEDGERS = st.lists(LINES, max_size=12)
FEW = settings(max_examples=12, deadline=None)


def sums(assessment: Assessment, *names: str) -> dict[str, Fraction]:
    """Return the quantities named; where there is no line, nothing adds to a sum."""
    return {name: assessment.quantities[name].value or Fraction(0) for name in names or NAMES}


@FEW
@given(LEDGERS)
def test_the_four_parts_make_the_ledgers_total(lines: list[tuple[str, ...]]) -> None:
    found = examined(csv(lines)).assessment
    assert parts_sum(found) == (found.quantities["total"].value or 0)
    readable = [line[3] for line in lines if line[3] not in {"x", ""}]
    assert parts_sum(found) == sum((Fraction(text) for text in readable), Fraction(0))
    rows = sum(found.quantities[part].rows for part in ("local", "elsewhere", "unknown", "rejected"))
    assert rows == sum(any(line) for line in lines)


@FEW
@given(LEDGERS, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_sum(lines: list[tuple[str, ...]], chance: object) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sums(examined(csv(lines)).assessment) == sums(examined(csv(shuffled)).assessment)


@FEW
@given(LEDGERS)
def test_giving_a_ledger_twice_changes_nothing_that_counts(lines: list[tuple[str, ...]]) -> None:
    counted = [name for name in NAMES if name not in {"total", "rejected"}]
    once = sums(examined(csv(lines)).assessment, *counted)
    in_one_file = sums(examined(csv([*lines, *lines])).assessment, *counted)
    in_two_files = sums(examined(csv(lines), csv(lines, name="again.csv")).assessment, *counted)
    assert once == in_one_file == in_two_files


@FEW
@given(LEDGERS, LEDGERS)
def test_splitting_a_ledger_into_files_changes_no_sum(one: list[tuple[str, ...]], two: list[tuple[str, ...]]) -> None:
    whole = examined(csv([*one, *two])).assessment
    split = examined(csv(one), csv(two, name="more.csv")).assessment
    assert sums(whole) == sums(split)


@FEW
@given(st.lists(LINES, max_size=12), st.integers(0, 12))
def test_reports_that_name_their_invoices_once_add_up_to_one_report(lines: list[tuple[str, ...]], cut: int) -> None:
    numbered = [(*line[:4], f"invoice {place}", *line[5:]) for place, line in enumerate(lines)]
    whole = sums(examined(csv(numbered)).assessment)
    first = examined(csv(numbered[:cut]))
    second = examined(csv(numbered[cut:]), references={"earlier": first.keys()})
    parts = [sums(found.assessment) for found in (first, second)]
    assert whole == {name: parts[0][name] + parts[1][name] for name in NAMES}
