"""Every golden case gives exactly the numbers that were published or worked out by hand."""

import copy

import pytest

from scoring.case import run_case
from scoring.findings import Findings
from tests.rubrics.documents import RUBRICS, documents, names, packs, read
from tests.rubrics.golden import differences, resolved

CASES = documents("cases")


@pytest.mark.parametrize("name", names("cases"))
def test_the_engine_gives_what_the_case_expects(name: str) -> None:
    assert differences(read(RUBRICS / name)) == []


@pytest.mark.parametrize("name", names("cases"))
def test_the_library_says_of_the_case_that_it_holds(name: str) -> None:
    report = run_case(read(RUBRICS / name), lambda pack: resolved(packs()[pack]))
    assert not isinstance(report, Findings), str(report)
    assert report.failures == ()


def test_a_case_with_a_wrong_number_is_noticed_by_both() -> None:
    case = copy.deepcopy(read(RUBRICS / "cases" / "packs" / "local-wage-carbon-ordinary.json"))
    case["expect"]["lots"]["1"]["totals"]["A"] = "75.66"
    report = run_case(case, lambda pack: resolved(packs()[pack]))
    assert not isinstance(report, Findings)
    assert len(report.failures) == len(differences(case)) == 1


def test_a_case_stands_under_its_own_id() -> None:
    misplaced = [
        name for name in names("cases") if read(RUBRICS / name)["id"] != name.rsplit("/", 1)[1].removesuffix(".json")
    ]
    assert misplaced == []


def test_a_case_that_expects_numbers_shows_its_working_or_its_origin() -> None:
    silent = [case["id"] for case in CASES if "lots" in case["expect"] and not ({"working", "origin"} & case.keys())]
    allowed = {"relative-all-zero", "rounding-down", "scale-with-stated-points"}  # nothing to work out
    assert set(silent) <= allowed


@pytest.mark.parametrize("pack", packs())
def test_every_pack_has_an_ordinary_case_and_one_in_which_something_goes_wrong(pack: str) -> None:
    own = [case["id"] for case in CASES if case.get("pack") == pack]
    assert len(own) >= 2
    assert any(name.endswith("-ordinary") for name in own)


def test_every_method_and_aggregation_is_used_in_a_case_or_pack() -> None:
    used = {
        method
        for document in [*documents("packs"), *(case["rubric"] for case in CASES if "rubric" in case)]
        for method in _methods(document)
    }
    assert used >= {
        "scale",
        "gate",
        "target",
        "banded",
        "relative_to_best",
        "lowest_price",
        "percentage_above_lowest",
        "mean_price",
        "unit_value",
        "weighted_sum",
        "price_per_quality_point",
        "quality_price_index",
        "monetised_quality",
    }


def _methods(document: dict[str, object]) -> set[str]:
    """Return every method and aggregation that a document names anywhere."""
    found: set[str] = set()
    waiting: list[object] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found |= {value for key, value in node.items() if key in {"type", "method"} and isinstance(value, str)}
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


@pytest.mark.parametrize("number", [1, 3, 4, 6, 7, 9, 10, 11, 14, 18])
def test_the_worked_example_has_a_case(number: int) -> None:
    assert any(case["id"].startswith(f"we{number:02d}-") for case in CASES)
