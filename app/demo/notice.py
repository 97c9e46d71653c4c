"""Begins the play from a real published notice instead of the story's own tender."""

import copy
import json
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage, Story
from app.demo.user import PlayFailed

_SHOWN = 6
_TONNE = Decimal("0.1")


def draft_from(stage: Stage, say: Narration, notice: Path) -> dict[str, Any]:
    """Import the notice as the buyer, say what could not be mapped, and return the first draft tender made of it."""
    stage.set_clock("published")
    made = stage.buyer.do("/v1/tenders/import", json.loads(notice.read_text(encoding="utf-8")))
    drafts = [each for each in made["releases"] if each.get("tender_id")]
    say.line(f"{notice.name}: {len(made['releases'])} releases, {len(drafts)} of them drafted as tenders")
    if not drafts:
        message = f"no release of {notice} could be drafted as a tender"
        raise PlayFailed(message)
    first = drafts[0]
    for finding in first["findings"][:_SHOWN]:
        say.line(f"finding: {finding['place']}: {finding['message']}")
    if len(first["findings"]) > _SHOWN:
        say.line(f"         and {len(first['findings']) - _SHOWN} more; all are kept with the draft")
    draft = stage.buyer.read(f"/v1/tenders/{first['tender_id']}")
    say.line(f"drafted {draft['reference']} {draft['title']}; rubric, regime, term and deadline come from the story")
    return dict(draft)


def fitted(story: Story, draft: Mapping[str, Any]) -> Story:
    """Return the story with its money and tonnes in proportion to the value of the notice, where it states one."""
    scaled: dict[str, Any] = copy.deepcopy(dict(story))
    if not draft["value"] or Decimal(draft["value"]) == 0:
        return scaled
    factor = Decimal(draft["value"]) / Decimal(story["tender"]["value"])
    for supplier in scaled["suppliers"].values():
        supplier["price"] = _whole(supplier["price"], factor)
        quantities = supplier["quantities"]
        quantities["local-spend-pledge"] = _whole(quantities["local-spend-pledge"], factor)
        quantities["carbon-pledge"] = str((Decimal(quantities["carbon-pledge"]) * factor).quantize(_TONNE))
    for criterion in ("local-spend-pledge", "carbon-pledge"):
        places = Decimal(1) if criterion == "local-spend-pledge" else _TONNE
        for quarter in scaled["deliveries"][criterion]["quarters"]:
            for name in ("claimed", "proved"):
                if quarter.get(name) is not None:
                    quarter[name] = str((Decimal(quarter[name]) * factor).quantize(places, ROUND_HALF_UP))
    return scaled


def _whole(text: str, factor: Decimal) -> str:
    return str((Decimal(text) * factor).quantize(Decimal(1), ROUND_HALF_UP))
