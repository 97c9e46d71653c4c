"""What every bidder is told: summaries checked, a warning answered, issued before the notice; letters after it."""

from collections.abc import Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage


def tell_every_bidder(stage: Stage, say: Narration, award: Mapping[str, Any]) -> dict[str, str]:
    """Issue the assessment summaries once nothing is missing and every warning is answered; return them by bidder."""
    path = f"/v1/awards/{award['id']}/summaries"
    found = stage.buyer.read(f"{path}/check")
    say.line(f"summaries: {len(found['errors']) or 'nothing'} missing, {len(found['warnings'])} to look at")
    body: dict[str, Any] = {}
    if found["warnings"]:
        for one in found["warnings"]:
            say.line(f"           warning: {one['message']}")
        refused = stage.buyer.is_refused(path, {}, "summaries.warnings")
        say.line(f"           not yet: {refused.partition(', or issue with')[0]}, or say why it may stay.")
        reason = stage.story["summaries"]["acknowledged"]
        body = {"acknowledge": {"warnings": found["warnings_digest"], "reason": reason}}
        say.line(f"           answered by {stage.buyer.name}: {reason}")
    made = stage.buyer.do(path, body)
    for one in made["items"]:
        say.line(f"           {one['reference']}  {one['supplier_name']:<34} {one['digest'][:19]}...")
    return {_key(stage, one["supplier_name"]): one["document_id"] for one in made["items"]}


def write_to_every_bidder(stage: Stage, say: Narration, award: Mapping[str, Any]) -> dict[str, str]:
    """Issue the standstill letters once the notice is out; return them by bidder."""
    made = stage.buyer.do(f"/v1/awards/{award['id']}/letters", {})
    for one in made["items"]:
        say.line(f"letter:     {one['reference']}  {one['supplier_name']}: standstill is {one['stage']}")
    return {_key(stage, one["supplier_name"]): one["document_id"] for one in made["items"]}


def _key(stage: Stage, name: str) -> str:
    return next(str(key) for key, supplier in stage.story["suppliers"].items() if supplier["name"] == name)
