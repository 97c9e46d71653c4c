"""Questions about a claim, the right of reply to a decision, and the days for both."""

from datetime import date
from typing import Any

import pytest

from app.delivery import service as delivery
from app.delivery.replies import rules
from app.delivery.replies.errors import NoRightOfReply, QueryOpen, QueryOvertaken, ReplyTooLate
from app.rubrics import working_days
from tests.delivery import files
from tests.delivery.deal import Deal, deal
from tests.world import World

ACT, MONDAY = "procurement-act-2023", date(2026, 1, 5)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def clocks(made: Deal, today: date) -> list[tuple[str, str]]:
    with made.world.service.database.unit_of_work(write=False) as tx:
        found = delivery.open_clocks(tx, today=today, supplier_id=made.supplier.organisation_id)
    return [(each.kind, each.answer_by.isoformat()) for each in found]


def ask(made: Deal, update: Any, **more: Any) -> Any:
    return made.buyer.post(f"/v1/updates/{update['id']}/queries", {"question": "Which firms were paid?"} | more)


def reply(made: Deal, update: Any) -> Any:
    return made.supplier.post(f"/v1/updates/{update['id']}/reply", {"words": "Both invoices were in the file."})


# ---------------------------------------------------------------------------------------------------------- rules
def test_working_days_leave_out_weekends_and_the_holidays_of_the_regime() -> None:
    assert working_days.after(ACT, MONDAY, 10) == date(2026, 1, 19)
    assert working_days.after(None, date(2026, 4, 2), 1) == date(2026, 4, 7), "Good Friday and Easter Monday"
    assert working_days.after(ACT, date(2040, 1, 2), 10) == date(2040, 2, 1), "three days for each, where nobody knows"


def test_a_claim_is_not_refused_before_the_day_for_an_answer_is_over() -> None:
    rules.check_may_refuse(None, today=MONDAY)
    rules.check_may_refuse(MONDAY, today=date(2026, 1, 6))
    with pytest.raises(QueryOpen, match="until the end of 2026-01-05"):
        rules.check_may_refuse(MONDAY, today=MONDAY)


def test_a_reply_is_made_once_to_a_refusal_and_in_time() -> None:
    rules.check_may_reply("rejected", number=1, reply_by=MONDAY, today=MONDAY)
    with pytest.raises(ReplyTooLate):
        rules.check_may_reply("part_verified", number=1, reply_by=MONDAY, today=date(2026, 1, 6))
    for status, number in (("verified", 1), ("submitted", 0), ("superseded", 1), ("rejected", 2)):
        with pytest.raises(NoRightOfReply):
            rules.check_may_reply(status, number=number, reply_by=MONDAY, today=MONDAY)
    for status in ("verified", "superseded"):
        with pytest.raises(QueryOvertaken):
            rules.check_answerable(status, revision=1)


# -------------------------------------------------------------------------------------------------------- journeys
def test_a_question_holds_off_a_refusal_until_it_is_answered(world: World) -> None:
    made = deal(world)
    update = made.claimed("5")
    query = made.buyer.did(ask(made, update, answer_within=5))
    assert query["answer_by"] == "2026-01-12"
    assert clocks(made, MONDAY) == [("answer_to_query", "2026-01-12")]
    assert code(ask(made, update, answer_within=0)) == (422, "payload")
    assert made.supplier.post(f"/v1/updates/{update['id']}/queries", {"question": "Why?"}).status_code == 403
    assert code(made.decide(update, "reject", reason="No names.")) == (409, "update.query_open")
    assert code(made.decide(update, "part-verify", proved="1", reason="One name.")) == (409, "update.query_open")
    path = f"/v1/queries/{query['id']}/answer"
    stranger = world.supplier()
    assert stranger.post(path, {"words": "Us."}).status_code == 404
    wrong = {"words": "In this file.", "evidence": [str(made.contract)]}
    assert code(made.supplier.post(path, wrong)) == (422, "update.evidence_not_of_this_contract")
    file = made.supplier.did(made.send("names.csv", files.CSV))
    answered = made.supplier.make(path, {"words": "In this file.", "evidence": [file["id"]]})
    assert (answered["answer"]["words"], answered["answer"]["evidence"]) == ("In this file.", [file["id"]])
    assert code(made.supplier.post(path, {"words": "Again."})) == (409, "query.answered")
    assert clocks(made, MONDAY) == []
    assert made.decide(update, "reject", reason="The file names nobody.").status_code == 200
    late = made.buyer.did(ask(made, update))
    claimed = made.claimed("6")
    assert code(made.supplier.post(f"/v1/queries/{late['id']}/answer", {"words": "Late."})) == (409, "query.overtaken")
    assert code(ask(made, update)) == (409, "query.overtaken")
    assert [each["id"] for each in made.buyer.read(f"/v1/updates/{update['id']}")["queries"]] == [
        query["id"],
        late["id"],
    ]
    made.buyer.did(ask(made, claimed))
    assert made.decide(claimed, "verify").status_code == 200, "nobody waits to be told yes"


def test_a_reply_is_upheld_or_decided_anew_and_both_decisions_stay(world: World) -> None:
    made = deal(world)
    update = made.claimed("5")
    assert code(reply(made, update)) == (409, "reply.not_open")
    first = made.buyer.did(made.decide(update, "reject", reason="Nothing to see.", reply_within=5))
    assert first["verification"]["reply_by"] == "2026-01-12"
    assert clocks(made, MONDAY) == [("reply_to_decision", "2026-01-12")]
    uphold = f"/v1/updates/{update['id']}/uphold"
    assert code(made.buyer.post(uphold, {"reason": "As said."})) == (409, "update.no_reply")
    assert code(made.decide(update, "verify")) == (409, "update.not_open")
    said = made.supplier.did(reply(made, update))
    assert (said["decision"], said["decide_by"], said["answered"]) == (1, "2026-01-19", False)
    assert code(reply(made, update)) == (409, "reply.made")
    assert clocks(made, MONDAY) == [("decision_on_reply", "2026-01-19")]
    anew = made.buyer.did(made.decide(update, "part-verify", proved="2", reason="Two of them hold."))
    assert (anew["status"], anew["verification"]["number"], anew["verification"]["reply_by"]) == (
        "part_verified",
        2,
        None,
    )
    read = made.supplier.read(f"/v1/updates/{update['id']}")
    assert [(each["decision"], each["proved"]) for each in read["decisions"]] == [
        ("rejected", None),
        ("part_verified", "2"),
    ]
    assert [each["answered"] for each in read["replies"]] == [True]
    assert code(reply(made, update)) == (409, "reply.not_open")
    performance = made.buyer.read(f"/v1/contracts/{made.contract}/performance")
    assert performance["commitments"][0]["proved"] == "2"


def test_upholding_lets_the_decision_stand_with_its_reason_and_a_late_reply_comes_too_late(world: World) -> None:
    made = deal(world)
    update = made.claimed("5")
    made.buyer.did(made.decide(update, "part-verify", proved="3", reason="Three hold."))
    made.supplier.did(reply(made, update))
    upheld = made.buyer.make(f"/v1/updates/{update['id']}/uphold", {"reason": "The file was read again."})
    assert (upheld["status"], upheld["verification"]["number"], upheld["verification"]["proved"]) == (
        "part_verified",
        2,
        "3",
    )
    made.on(date(2026, 4, 2))
    later = made.claimed("4", quarter=1)
    made.buyer.did(made.decide(later, "reject", reason="No file."))
    made.on(date(2026, 4, 21))
    assert code(reply(made, later)) == (409, "reply.too_late")
    assert clocks(made, date(2026, 4, 21)) == []
