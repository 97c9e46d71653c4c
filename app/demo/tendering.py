"""The first acts: a rubric from the house pack, a tender, five bids that stay sealed until they are opened."""

from collections.abc import Mapping
from typing import Any

from app.demo import declaring, opening
from app.demo.narration import Narration
from app.demo.notice import tender_body
from app.demo.stage import Stage, Story


def publish_tender(stage: Stage, say: Narration, draft: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Copy the pack, publish it, and publish the tender: the story's own, or the imported `draft`."""
    stage.set_clock("published")
    facts = stage.story["tender"]
    copied = stage.buyer.do("/v1/rubrics", {"pack": facts["pack"], "pack_version": facts["pack_version"]})
    rubric = stage.buyer.do(f"/v1/rubrics/{copied['id']}/publish")
    say.line(f"rubric  {rubric['title']} published, {rubric['digest'][:19]}...")
    fixed = {"rubric_id": rubric["id"], "closes_at": stage.story["times"]["closes"]}
    if draft is None:
        body = {name: value for name, value in facts.items() if name not in {"pack", "pack_version"}}
        tender = stage.buyer.do("/v1/tenders", body | fixed | {"value_includes_vat": False})
    else:
        tender = stage.buyer.change(f"/v1/tenders/{draft['id']}", tender_body(stage.story, draft, say) | fixed)
    _check(stage, say, tender)
    tender = stage.buyer.do(f"/v1/tenders/{tender['id']}/publish")
    say.line(f"tender  {tender['reference']} {tender['title']}")
    say.line(f"        bids until {tender['closes_at_london']}")
    opening.release(stage, say, tender)
    return dict(tender)


def _check(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Read the draft against its regime: what is needed is there, what is advised is said."""
    found = stage.buyer.read(f"/v1/tenders/{tender['id']}/checks")
    say.line(f"checks  against {found['regime']}: {len(found['needed']) or 'nothing'} missing")
    for one in found["advised"]:
        say.line(f"        advised: {one['message'].partition(';')[0]}")


def send_bids(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> dict[str, str]:
    """Let every supplier draft and submit, try to look too early, and open after the deadline; return bid ids."""
    bids = {}
    stage.set_clock("drafted")
    for key, supplier in stage.suppliers.items():
        bid = supplier.do(f"/v1/tenders/{tender['id']}/bids", {"lot": tender["lots"][0]["code"]})
        bids[key] = bid["id"]
    stage.set_clock("submitted")
    for key, supplier in stage.suppliers.items():
        path = f"/v1/bids/{bids[key]}"
        supplier.change(path, content(stage.story["suppliers"][key]))
        receipt = supplier.do(f"{path}/submit")
        say.line(f"bid     {receipt['supplier_name']:<36} sealed {receipt['digest'][:19]}...")
    refused = stage.buyer.is_refused(f"/v1/tenders/{tender['id']}/close", None, "tender.deadline_not_passed")
    say.line(f"too early: {refused}")
    stage.set_clock("closed")
    stage.buyer.do(f"/v1/tenders/{tender['id']}/close")
    say.line("closed:    the deadline has passed; every bid is still sealed")
    declaring.before_the_opening(stage, say, tender)
    open_envelope(stage, say, tender, "quality")
    declaring.against_the_bidders(stage, say, tender)
    late = stage.suppliers[stage.story["order"][0]].is_refused(
        f"/v1/bids/{bids[stage.story['order'][0]]}/submit", None, "bid.late"
    )
    say.line(f"too late:  {late}")
    return bids


def open_envelope(stage: Stage, say: Narration, tender: Mapping[str, Any], envelope: str) -> None:
    """Let the buyer begin to open an envelope, be refused the second key, and let the commissioner turn it."""
    asked: dict[str, Any] = {"envelope": envelope}
    if envelope == "price":
        asked["lot"] = tender["lots"][0]["code"]
    begun = stage.buyer.do(f"/v1/tenders/{tender['id']}/openings", asked)
    confirm = f"/v1/openings/{begun['id']}/confirm"
    refused = stage.buyer.is_refused(confirm, None, "opening.alone")
    say.line(f"alone:     {refused.partition('. ')[0]}.")
    opened = stage.commissioner.do(confirm)
    by = f"by {opened['begun_by_name']} and {opened['confirmed_by_name']}"
    sealed = sum(bid["price_sealed"] for bid in opened["bids"])
    what = f"prices of {len(opened['bids'])} bids" if envelope == "price" else f"{len(opened['bids'])} bids"
    say.line(f"opened:    {what} {by}" + (f"; {sealed} prices stay sealed" if sealed else ""))


def content(supplier: Story) -> dict[str, Any]:
    """Return a supplier's bid as the API takes it."""
    answers: dict[str, dict[str, Any]] = {}
    for criterion, words in supplier["answers"].items():
        response = words.replace("{price}", f"£{int(supplier['price']):,}")
        answers[criterion] = {"criterion": criterion, "response": response, "pledges": []}
    for criterion, pledge in supplier["pledges"]:
        answers[criterion]["pledges"].append(pledge)
    for criterion, declared in supplier["declarations"].items():
        answers[criterion] = {"criterion": criterion, "declared": declared}
    for criterion, quantity in supplier["quantities"].items():
        answers[criterion] = {"criterion": criterion, "quantity": quantity}
    return {"price": supplier["price"], "answers": list(answers.values())}
