"""Three years of one contract end in a report of which every figure follows from the evidence that was sent."""

from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.documents.content import read_document
from app.documents.html import to_html
from tests.journeys.three_years import (
    CARBON,
    HOURS,
    SPEND,
    WAGES,
    WEEKS,
    Course,
    begun,
    first_year,
    read,
    second_year,
    third_year,
)
from tests.world import World

AGAIN = "assessed again, come to the same"


def test_every_figure_of_the_last_report_recomputes_from_the_evidence_that_was_sent(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = begun(world)
    first_year(course)
    second_year(course)
    third_year(course)
    place = course.report(tmp_path)
    # Where the service keeps the postcodes that it has read, so that they are not read a second time.
    monkeypatch.setenv("MAKEGOOD_DATA_DIR", str(world.service.settings.data_dir))
    evidence = ["--evidence", str(tmp_path / "evidence")]
    code, said = main(["verify", str(place), *evidence]), capsys.readouterr().out
    assert code == 0, said
    assert said.count(AGAIN) == len(course.sent) == 7
    _tells(course, read(place))
    page = to_html(read_document(read(place)))
    assert page.count("No column says which payees are charities.") == 3, (
        "once a ledger, however many quantities say it"
    )

    ledger = tmp_path / "evidence" / "payments-1.csv"
    ledger.write_text(ledger.read_text().replace("28000.50", "28000.49"))
    code, said = main(["verify", str(place), *evidence]), capsys.readouterr().out
    assert (code, said.count(AGAIN)) == (0, 6)
    assert "payments-1.csv is not among the files given" in said

    place.write_text(place.read_text().replace('"28000.5"', '"28000.6"'))
    code, said = main(["verify", str(place)]), capsys.readouterr().out
    assert (code, said.startswith("FAILS")) == (1, True)


def _tells(course: Course, report: dict[str, Any]) -> None:
    """Look for everything that happened in three years."""
    by_id = {one["id"]: f"{course.contract['reference']}/{one['position']}" for one in _commitments(course)}
    names = {name: by_id[found] for name, found in course.commitments.items()}
    held = {one["reference"]: one for one in report["commitments"]}
    proofs = {(one["commitment"], one["period"]): one for one in report["proofs"]}

    # The rate rose in May 2026 and ten guards of forty were left behind; of the year after, no rate was known.
    first, second = (proofs[names[WAGES], day]["assessed"] for day in ("2025-06-01", "2026-06-01"))
    assert (first["proves"], second["proves"]) == ("75", None)
    assert proofs[names[WAGES], "2026-06-01"]["against"] == "no_data"
    # Of 6.545 tonnes claimed, 2.404 came from a cleaner grid.
    carbon = proofs[names[CARBON], "2025-06-01"]
    assert carbon["assessed"]["record"]["quantities"]["change_by_factors"]["exact"] == "-2.404"
    assert (carbon["assessed"]["proves"], [one["verdict"] for one in carbon["earlier"]]) == ("4.141", ["rejected"])
    assert [one["words"] for one in carbon["replies"]] == ["Not all of it: 20,000 kWh are ours."]
    # The contract grew by 8%, and what was promised by the pound with it.
    assert [(one["kind"], one["number"]) for one in report["changes"]] == [("value", 1), ("substitution", 2)]
    assert sum(float(one["target"]["value"]) for one in held[names[SPEND]]["periods"]) == pytest.approx(97200)
    assert report["swaps"] == [
        {
            "old": names[CARBON],
            "new": names[HOURS],
            "change": 2,
            "points": report["swaps"][0]["points"],
            "said": report["swaps"][0]["said"],
        }
    ]
    assert held[names[HOURS]]["rating"] == "approaching_target"
    (breach,) = report["remedies"]
    assert (breach["kind"], breach["commitment"], breach["outcome"]) == ("breach", names[WEEKS], "settlement_agreed")
    assert [one["until"] for one in report["bodies"]] == ["2027-10-01", None]
    assert report["authority"]["name"] == "New Trust"


def _commitments(course: Course) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = course.buyer.read(f"/v1/contracts/{course.contract['id']}")["commitments"]
    return found
