"""No data, not due, nought, rejected and not yet verified are different facts, and each is printed in its own words."""

from typing import Any

from app.documents.content import read_document
from app.documents.html import to_html
from tests.documents.page import Node, read

Report = dict[str, Any]


def rows(report: Report) -> dict[str, list[str]]:
    """Return the row of each measured commitment at a glance: promised, due, claimed, proved, waiting, rejected."""
    page = read(to_html(read_document(report)))
    table = next(each for each in page.all("table") if "Promised, due, claimed and proved" in caption(each))
    found = {}
    for row in table.all("tr"):
        title = next((each.text for each in row.all("th") if each.attributes.get("scope") == "row"), None)
        if title:
            found[title.removesuffix("hours").removesuffix("words only").strip()] = [
                each.text for each in row.all("td")
            ]
    return found


def caption(table: Node) -> str:
    """Return the caption of a table."""
    return next((each.text for each in table.all("caption")), "")


def test_every_state_reads_differently_and_only_nought_reads_as_nought(report: Report) -> None:
    found = rows(report)
    assert found["Reported as nought"][1:6] == ["20", "0", "0", "0", "0"]
    assert found["Never reported"][1:6] == ["20", "no data", "no data", "no data", "no data"]
    assert found["Not looked at"][1:6] == ["20", "10", "not yet verified", "10", "0"]
    assert found["Rejected and left"][1:6] == ["20", "10", "rejected", "0", "10"]
    assert found["Rejected and sent anew"][1:6] == ["20", "9.5", "9.5", "0", "0"]
    assert found["Proved in part"][1:6] == ["20", "22", "17.5", "0", "0"]
    ratings = {name: row[-1] for name, row in found.items() if row}
    assert ratings["Reported as nought"].startswith("Inadequate")
    assert ratings["Due later"].startswith("Not yet due")
    for name in ("Never reported", "Not looked at", "Rejected and left", "A share"):
        assert ratings[name].startswith("Unknown")


def test_the_periods_of_a_promise_keep_their_states_apart(report: Report) -> None:
    figures = {
        one["measure"]: [(period["proved"]["state"], period["proved"]["value"]) for period in one["periods"]]
        for one in report["commitments"]
    }
    later = ("not_due", None)
    assert figures["Reported as nought"] == [("known", "0"), ("known", "0"), later]
    assert figures["Never reported"] == [("no_data", None), ("no_data", None), later]
    assert figures["Not looked at"] == [("not_verified", None), ("no_data", None), later]
    assert figures["Rejected and left"] == [("rejected", None), ("no_data", None), later]
    assert figures["In words"] == [("not_applicable", None)] * 3


def test_a_promise_runs_to_its_last_period_and_not_to_the_last_that_fell_due(report: Report) -> None:
    assert {each["due_on"] for each in report["commitments"]} == {"2026-09-30"}


def test_a_rejection_is_told_with_what_it_leaves_and_words_are_not_counted(report: Report) -> None:
    text = read(to_html(read_document(report))).text
    assert "Rejected: nothing of it is proved." in text
    assert "The ledger is of another contract." in text
    assert "not applicable proved" not in text
    assert "0 hours proved" in text, "what was verified as nought is told as nought"
