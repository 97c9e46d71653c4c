"""What proves a commitment: its plan, what the engine made of the files, and how a decision stands to it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.delivery.proving import rules, running
from app.delivery.proving.errors import BaselineFrozen, PlanOvertaken, PlanReasonNeeded
from app.delivery.proving.rules import Against, AssessmentStatus, Found, Plan
from scoring import Findings
from tests.delivery.deal import BANDS, Deal, Promise, deal
from tests.world import World

WAGES = Promise(
    measure={
        "id": "living-wage-workers",
        "title": "Living wage",
        "unit": "% of workers",
        "adds_up": "percentage",
        "better": "higher",
    },
    promised="100",
    targets=("100", "100", "100", "100"),
    bands=BANDS,
)
HEAD = "role,region,hourly_rate,hours,headcount,age_group,contract_type,from,to\n"
PAID = HEAD + "".join(
    f"{role},UK,{rate},1000,{people},21 and over,employee,2026-01-01,2026-03-31\n"
    for role, rate, people in (("cleaner", "12.60", 30), ("guard", "12.30", 10))
)
FOUND = Found(AssessmentStatus.ASSESSED, Fraction(75))


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def planned(made: Deal, **body: Any) -> Any:
    path = f"/v1/commitments/{made.commitments[0]}/evidence-plans"
    return made.buyer.post(path, {"engine": "living-wage", "settings": {"smallest_group": "5"}} | body)


def paid(made: Deal, text: str = PAID) -> str:
    return str(made.supplier.did(made.send("wages.csv", text.encode()))["id"])


# ---------------------------------------------------------------------------------------------------------- rules
def test_a_plan_is_revised_from_the_revision_that_was_read_and_with_a_reason() -> None:
    first = [Plan(1, "carbon", {})]
    assert rules.check_revision([], revises=0, reason=None) == 1
    assert rules.check_revision(first, revises=1, reason="A new factor set.") == 2
    with pytest.raises(PlanOvertaken, match="revise revision 0, and 1 is in force"):
        rules.check_revision(first, revises=0, reason="Why not.")
    with pytest.raises(PlanReasonNeeded):
        rules.check_revision(first, revises=1, reason=None)


def test_a_baseline_is_frozen_from_the_day_the_contract_went_live_whatever_was_planned_in_between() -> None:
    held, other = {"baseline": {"emitted": "50"}}, {"baseline": {"emitted": "60"}}
    earlier = [Plan(1, "carbon", held), Plan(2, "none", {})]
    given: dict[str, Any] = {"engine": "carbon", "reference": "C-1"}
    rules.check_baseline(earlier, settings=other, is_live=False, **given)
    rules.check_baseline(earlier, settings={**held, "more": "1"}, is_live=True, **given)
    rules.check_baseline([Plan(1, "carbon", {})], settings=held, is_live=True, **given)
    for changed in (other, {}):
        with pytest.raises(BaselineFrozen, match="revision 1"):
            rules.check_baseline(earlier, settings=changed, is_live=True, **given)


def test_what_is_accepted_stands_within_or_beyond_what_was_proved() -> None:
    def stands(found: Found | None, accepted: str | None, *, more: bool = True) -> Against | None:
        amount = None if accepted is None else Fraction(accepted)
        return rules.against(found, amount, more_is_better=more)

    assert stands(FOUND, "75") is stands(FOUND, "60") is Against.WITHIN
    assert stands(FOUND, "75.0001") is Against.MORE_THAN_PROVED
    assert stands(FOUND, "60", more=False) is Against.MORE_THAN_PROVED
    assert stands(Found(AssessmentStatus.ASSESSED), "0") is Against.NO_DATA
    assert stands(Found(AssessmentStatus.REFUSED), "1") is Against.REFUSED
    assert stands(Found(AssessmentStatus.QUEUED), "1") is Against.NOT_ASSESSED
    assert stands(None, "1") is stands(FOUND, None) is None


def test_a_share_of_a_report_proves_its_share_and_a_part_is_a_percentage_of_its_whole() -> None:
    assert rules.share_of(Fraction(1000), Decimal(60)) == 600
    assert rules.share_of(None, Decimal(60)) is None
    assert rules.amount(Decimal(45), Decimal(60)) == 75
    assert rules.amount(Decimal(45), None) == 45
    assert rules.amount(Decimal(0), Decimal(0)) is None


def test_settings_are_tried_by_the_engine_that_will_read_them(tmp_path: Path) -> None:
    def places(engine: str, settings: dict[str, Any]) -> list[str]:
        return [each.place for each in running.check_settings(engine, settings, date(2026, 1, 1), tmp_path)]

    assert places("living-wage", {"smallest_group": "5"}) == []
    wrong = {"smallest": "5", "licence_warning_days": "soon"}
    assert places("living-wage", wrong) == ["settings.smallest", "settings.licence_warning_days"]
    assert places("horoscope", {}) == ["engine"]
    assert places("carbon", {"period": {}}) == ["settings.period"]
    assert places("carbon", {"limit": 1.5}) == ["settings.limit"]
    assert places("carbon", {"note": "a\0b"}) == ["settings.note"]
    assert rules.storable({"value": ["a\0b", None]}) == {"value": ["a\N{REPLACEMENT CHARACTER}b", None]}
    assert running.sealed("carbon", {"baseline": {"factor_year": "2024"}})["baseline"]["digest"].startswith("sha256:")
    assert isinstance(running.assess("horoscope", [], {}, tmp_path), Findings)


# -------------------------------------------------------------------------------------------------------- journeys
def test_files_are_assessed_by_the_plan_and_more_than_they_prove_is_accepted_with_a_reason_only(world: World) -> None:
    made = deal(world, WAGES)
    assert code(planned(made, settings={"smallest": "5"})) == (422, "evidence_plan.unfit")
    plan = made.buyer.did(planned(made))
    assert code(planned(made)) == (409, "evidence_plan.overtaken")
    assert code(planned(made, revises=1)) == (422, "evidence_plan.reason_needed")
    update = made.claimed("80", evidence=[paid(made)])
    read = made.buyer.read(f"/v1/updates/{update['id']}")
    first = read["assessment"]
    assert (first["status"], first["number"], first["proved"], first["answers"]) == (
        "assessed",
        1,
        "75",
        "workers_share",
    )
    assert first["plan_id"] == plan["id"]
    assert "30 of 40" in first["quantities"]["workers_share"]["said"]
    refused = made.decide(update, "verify")
    assert code(refused) == (422, "update.reason_needed")
    assert "You accept 80, and the evidence proves 75." in refused.json()["detail"]
    decided = made.buyer.did(made.decide(update, "verify", reason="The agency's own list shows two more."))
    assert (decided["verification"]["against"], decided["verification"]["assessment_id"]) == (
        "more_than_proved",
        first["id"],
    )
    stranger = world.supplier()
    for path in (f"/v1/assessments/{first['id']}", f"/v1/assessments/{first['id']}/record"):
        assert made.supplier.get(path).is_success
        assert stranger.get(path).status_code == 404


def test_assessing_again_adds_a_row_by_the_plan_as_it_now_is_and_big_files_wait_for_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = deal(world, WAGES)
    update = made.claimed("75", evidence=[paid(made)])
    path = f"/v1/updates/{update['id']}/assessments"
    assert code(made.buyer.post(path)) == (409, "assessment.nothing_to_assess")
    made.buyer.did(planned(made, quantity="no-such-quantity"))
    wrong = made.supplier.make(path)
    assert (wrong["status"], wrong["proved"], wrong["answers"]) == ("assessed", None, None)
    assert wrong["findings"][0]["code"] == "plan.quantity"
    assert code(made.decide(update, "verify")) == (422, "update.reason_needed")
    made.buyer.did(planned(made, revises=1, reason="The quantity was named wrongly."))
    monkeypatch.setattr(rules, "READ_AT_ONCE", 0)
    waiting = made.buyer.make(path)
    assert (waiting["status"], waiting["number"], waiting["plan_revision"]) == ("queued", 2, 2)
    assert code(made.buyer.post(path)) == (409, "assessment.pending")
    assert code(made.buyer.get(f"/v1/assessments/{waiting['id']}/record")) == (409, "assessment.no_record")
    assert world.run_jobs()
    both = made.buyer.read(path)
    assert [(each["number"], each["proved"]) for each in both] == [(2, "75"), (1, None)]
    assert made.buyer.did(made.decide(update, "verify"))["verification"]["against"] == "within"


def test_files_that_cannot_be_read_are_refused_with_their_findings_and_the_mark_of_it_stays(world: World) -> None:
    made = deal(world, WAGES)
    made.buyer.did(planned(made))
    update = made.claimed("75", evidence=[paid(made, "a,b\n1,2\n")])
    found = made.buyer.read(f"/v1/updates/{update['id']}")["assessment"]
    assert (found["status"], found["proved"], found["digest"]) == ("refused", None, None)
    assert found["findings"]
    decided = made.buyer.did(made.decide(update, "verify", reason="Seen on paper at their office."))
    assert decided["verification"]["against"] == "refused"
    seen = made.buyer.read(f"/v1/contracts/{made.contract}/performance")["commitments"][0]["periods"][0]
    assert (seen["proved"], seen["against"]) == ("75", "refused")


def test_tables_that_are_too_large_together_are_refused_before_they_are_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = deal(world, WAGES)
    made.buyer.did(planned(made))
    monkeypatch.setattr(rules, "MOST_BYTES", 10)
    update = made.claimed("75", evidence=[paid(made)])
    found = made.buyer.read(f"/v1/updates/{update['id']}")["assessment"]
    assert (found["status"], found["proved"]) == ("refused", None)
    assert [each["code"] for each in found["findings"]] == ["files.too_large"]


def test_a_claim_without_lines_is_not_assessed_where_an_engine_is_planned(world: World) -> None:
    made = deal(world, WAGES)
    made.buyer.did(planned(made))
    update = made.claimed("75")
    refused = made.decide(update, "verify")
    assert code(refused) == (422, "update.reason_needed")
    assert "no lines of evidence have been assessed" in refused.json()["detail"]
    rejected = made.buyer.did(made.decide(update, "reject", reason="Send the pay lines."))
    assert rejected["verification"]["against"] is None


def test_the_record_of_an_assessment_is_recomputed_from_the_files_beside_it(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = deal(world, WAGES)
    made.buyer.did(planned(made))
    update = made.claimed("75", evidence=[paid(made)])
    found = made.buyer.read(f"/v1/updates/{update['id']}")["assessment"]
    record, lines = tmp_path / "record.json", tmp_path / "wages.csv"
    record.write_bytes(made.buyer.get(f"/v1/assessments/{found['id']}/record").content)
    assert main(["verify", str(record)]) == 1, "the file is not there"
    lines.write_bytes(made.buyer.get(f"/v1/evidence/{found['files'][0]['id']}/content").content)
    capsys.readouterr()
    assert main(["verify", str(record)]) == 0
    said = capsys.readouterr().out
    assert "Holds: " in said
    assert found["digest"] in said
    record.write_text(record.read_text(encoding="utf-8").replace('"exact":"75"', '"exact":"76"'), encoding="utf-8")
    assert main(["verify", str(record)]) == 1
    assert "changed after it was made" in capsys.readouterr().out
