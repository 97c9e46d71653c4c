"""The last acts: pledges become commitments, four quarters are reported, the buyer verifies and once rejects."""

import csv
import io
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.demo import ledger, opening
from app.demo.narration import Narration
from app.demo.stage import Stage, Story
from app.demo.user import PlayFailed, User

QUARTERS = 4
_PATIENCE_SECONDS = 60  # the first ledger waits until the directory of postcodes has been read


def sign_contract(
    stage: Stage, say: Narration, tender: Mapping[str, Any], award: Mapping[str, Any], price: str
) -> dict[str, Any]:
    """Draft the contract, plan every commitment, have one waived by somebody else, and let it go live."""
    stage.set_clock("contract")
    term = {"starts_on": tender["starts_on"], "ends_on": tender["ends_on"], "value": price}
    contract = stage.buyer.do(f"/v1/awards/{award['id']}/contract", term)
    say.line(
        f"contract {contract['reference']}: {len(contract['commitments'])} pledges that earned marks, none left out"
    )
    refused = stage.buyer.is_refused(f"/v1/contracts/{contract['id']}/go-live", None, "contract.not_ready")
    say.line(f"not yet: {refused}")
    waiver = stage.story["waiver"]
    for commitment in contract["commitments"]:
        path = f"/v1/commitments/{commitment['id']}"
        if commitment["title"] == waiver["pledge"]:
            asked = stage.buyer.do(f"{path}/waivers", {"reason": waiver["reason"]})
            stage.commissioner.do(f"/v1/waivers/{asked['id']}/approve", {"reason": waiver["approval"]})
            say.line(
                f"waived  {commitment['title']} (asked by {stage.buyer.name}, approved by {stage.commissioner.name})"
            )
        else:
            _plan(stage, path, commitment)
            stage.buyer.do(f"{path}/carry")
    stage.set_clock("live")
    opening.release(stage, say, tender)  # the award, whose notice is out
    live = stage.buyer.do(f"/v1/contracts/{contract['id']}/go-live")
    opening.release(stage, say, tender)
    return dict(live)


def deliver(stage: Stage, say: Narration, contract: Mapping[str, Any], supplier: User) -> date:
    """Play the first year; return the day from which performance is then looked at."""
    contract = stage.buyer.read(f"/v1/contracts/{contract['id']}")
    carried = [one for one in contract["commitments"] if one["status"] == "carried"]
    quarters = max((one["targets"] for one in carried), key=len)[:QUARTERS]
    for number, quarter in enumerate(quarters):
        ended = date.fromisoformat(quarter["ends_on"])
        due = [
            (commitment, target)
            for commitment in carried
            for target in commitment["targets"]
            if target["ends_on"] == quarter["ends_on"]
        ]
        for commitment, target in due:
            _one_update(stage, say, supplier, commitment, target, _told(stage.story, commitment, number), ended)
        say.line(f"{quarter['label']}: {len(due)} updates")
    looked_from = date.fromisoformat(quarters[-1]["ends_on"]) + timedelta(days=30)
    _set_day(stage, looked_from)
    return looked_from


def _plan(stage: Stage, path: str, commitment: Mapping[str, Any]) -> None:
    counted = commitment["promised"] is not None
    plan: dict[str, Any] = {"targets": [], "bands": stage.story["bands"] if counted else None}
    if counted and commitment["measure"]["adds_up"] is None:
        plan["counts"] = {"adds_up": "sum", "better": "higher"}
    stage.buyer.change(path, plan)
    planned = stage.buyer.do(f"{path}/profile", {"periods": "quarterly" if counted else "yearly"})
    if commitment["measure"]["id"] == ledger.MEASURE:
        plan_of_evidence = {"engine": ledger.ENGINE, "settings": {"area": ledger.area(stage.story)}}
        stage.buyer.do(f"{path}/evidence-plans", plan_of_evidence)
    told = stage.story["deliveries"].get(commitment["criterion"], {})
    if counted and "step" in told:
        stage.buyer.change(path, plan | {"targets": _in_steps(planned["targets"], Decimal(told["step"]))})


def _in_steps(targets: Sequence[Mapping[str, Any]], step: Decimal) -> list[dict[str, Any]]:
    """Return targets in whole pounds, people or tenths of a tonne: what is due by each date is rounded to them."""
    planned, reached, due = [], Decimal(0), Decimal(0)
    for target in targets:
        due += Decimal(target["target"])
        until = due if target is targets[-1] else due.quantize(step, ROUND_HALF_UP)
        planned.append(
            {
                "label": target["label"],
                "starts_on": target["starts_on"],
                "ends_on": target["ends_on"],
                "target": format(until - reached, "f"),
            }
        )
        reached = until
    return planned


def _told(story: Story, commitment: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """Return what the story tells of a commitment in a quarter; a promise in words is simply kept."""
    told = story["deliveries"].get(commitment["criterion"])
    if told is not None and commitment["promised"] is not None:
        return {**told["quarters"][number], "unit": told["unit"]}
    return {"claimed": None, "words": story["said"], "decision": "verify", "unit": "note"}


def _one_update(
    stage: Stage,
    say: Narration,
    supplier: User,
    commitment: Mapping[str, Any],
    target: Mapping[str, Any],
    told: Mapping[str, Any],
    ended: date,
) -> None:
    _set_day(stage, ended + timedelta(days=9))
    update = _report(stage, supplier, commitment, target, told)
    if commitment["measure"]["id"] == ledger.MEASURE:
        say.line(f"        {commitment['title']}: {_assessed(stage, update)}")
    _set_day(stage, ended + timedelta(days=20))
    if told["decision"] is None:
        say.line(f"        {commitment['title']}: {told['claimed']} claimed, not yet looked at")
        return
    body = {name: told[name] for name in ("reason", "proved") if name in told}
    stage.buyer.do(f"/v1/updates/{update['id']}/{told['decision']}", body)
    if told["decision"] != "verify":
        say.line(f"        {commitment['title']}: {told['decision']}: {told['reason']}")
    if "again" in told:
        again = {**told["again"], "unit": told["unit"]}
        _one_update(stage, say, supplier, commitment, target, again, ended + timedelta(days=14))


def _assessed(stage: Stage, update: Mapping[str, Any]) -> str:
    """Return in words what the engine found in the files, once it has read them."""
    for _ in range(_PATIENCE_SECONDS * 5):
        found = stage.buyer.read(f"/v1/updates/{update['id']}")["assessment"]
        if found["status"] != "queued":
            return str(found["quantities"][found["answers"]]["said"])
        time.sleep(0.2)
    message = f"the evidence of update {update['id']} was not assessed within {_PATIENCE_SECONDS} seconds"
    raise PlayFailed(message)


def _report(
    stage: Stage,
    supplier: User,
    commitment: Mapping[str, Any],
    target: Mapping[str, Any],
    told: Mapping[str, Any],
) -> dict[str, Any]:
    evidence = []
    if told["claimed"] is not None:
        name = f"{commitment['position']:02d}-{target['starts_on']}.csv"
        content = _evidence(stage.story, commitment, target, told)
        kept = supplier.upload(f"/v1/contracts/{commitment['contract_id']}/evidence", name, content, "text/csv")
        evidence.append(kept["id"])
    body = {
        "period": {"target": target["id"]},
        "claimed": told["claimed"],
        "words": told["words"],
        "evidence": evidence,
    }
    return dict(supplier.do(f"/v1/commitments/{commitment['id']}/updates", body))


def _evidence(story: Story, commitment: Mapping[str, Any], target: Mapping[str, Any], told: Mapping[str, Any]) -> bytes:
    if commitment["measure"]["id"] == ledger.MEASURE:
        return ledger.payments(story, told, target)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["kind of evidence", "from", "to", "commitment", "quantity"])
    writer.writerow([told["unit"], target["starts_on"], target["ends_on"], commitment["title"], told["claimed"]])
    return out.getvalue().encode()


def _set_day(stage: Stage, day: date) -> None:
    stage.server.set_clock(datetime.combine(day, time_of_day(10), UTC))
