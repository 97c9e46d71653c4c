"""Begins the play from a real published notice instead of the story's own tender."""

import copy
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

from app.demo.narration import Narration
from app.demo.stage import Stage, Story
from app.demo.user import PlayFailed
from app.opendata import service as opendata
from app.opendata import shapes
from app.opendata.reading import Finding

LEAST_VALUE: Final = Decimal(10000)
"""Below it prices in whole pounds would be too coarse to compare; such notices often state a token of a penny."""

_SHOWN: Final = 6
_TONNE: Final = Decimal("0.1")
_POUND: Final = Decimal(1)


class NoticeUnfit(Exception):
    """A file is no notice that a play could begin with."""


def read_notice(path: Path) -> bytes:
    """Return a file of notices, once it is certain that a tender can be drafted from it; raise NoticeUnfit."""
    try:
        source = path.read_bytes()
    except OSError as error:
        raise NoticeUnfit(f"{path} cannot be read: {error.strerror}.") from error
    document = shapes.read_document(source)
    if isinstance(document, Finding):
        raise NoticeUnfit(f"{path} is not a notice: {document.message}.")
    mapped = opendata.map_document(document)
    if len(mapped) > opendata.MOST_RELEASES:
        raise NoticeUnfit(
            f"{path} holds {len(mapped)} releases; at most {opendata.MOST_RELEASES} are imported at once. Split it."
        )
    if all(one.tender is None for one in mapped):
        found = next((finding for one in mapped for finding in one.findings), None)
        why = f"{found.place or 'the file'}: {found.message}" if found else "there is no release in it"
        raise NoticeUnfit(f"{path} holds nothing to draft a tender from: {why}.")
    return source


def draft_from(stage: Stage, say: Narration, name: str, notice: bytes) -> dict[str, Any]:
    """Import a notice as the buyer, say what could not be mapped, and return the first draft tender made of it."""
    stage.set_clock("published")
    made = stage.buyer.send("/v1/tenders/import", notice)
    say.line(f"{name}: {made['releases']} releases, {made['drafts']} of them drafted as tenders; the first is played")
    first = next((each for each in made["items"] if each["tender_id"]), None)
    if first is None:
        raise PlayFailed(f"{name} was looked at before, and yet no release of it was drafted")
    for finding in first["findings"][:_SHOWN]:
        say.line(f"finding: {finding['place'] or 'the release'}: {finding['message']}")
    if len(first["findings"]) > _SHOWN:
        say.line(f"         and {len(first['findings']) - _SHOWN} more; all are kept with the draft")
    draft: dict[str, Any] = stage.buyer.read(f"/v1/tenders/{first['tender_id']}")
    say.line(f"drafted {draft['reference']} {draft['title']}")
    say.line(f"        published by {first['buyer'] or 'a buyer it does not name'}; who acts here is invented")
    return draft


def tender_body(story: Story, draft: Mapping[str, Any], say: Narration) -> dict[str, Any]:
    """Return the tender that is played: what the notice says, and the story's word only where the play needs one.

    Regime, term and deadline are the story's, because those of the notice have passed, and so are rubric and terms of
    evaluation, because bids and marks answer them. Of several lots the first is kept.
    """
    lots = draft["lots"][:1]
    value = _value(draft)
    if len(draft["lots"]) > 1:
        say.line(f"it has {len(draft['lots'])} lots; the play keeps the first, {lots[0]['code']}: {lots[0]['title']}")
    if value is None:
        said = "no value" if draft["value"] is None else f"a value of {draft['value']}"
        say.line(f"it states {said}, and a tender needs one: the story's is used")
    say.line(
        "rubric, regime, term and deadline are the story's; title, description, category, codes and places its own"
    )
    return {
        "title": draft["title"],
        "description": draft["description"],
        "regime": story["tender"]["regime"],
        "category": draft["category"],
        "evaluation": story["tender"]["evaluation"],
        "value": story["tender"]["value"] if value is None else str(value),
        "currency": draft["currency"],
        "value_includes_vat": draft["value_includes_vat"],
        "starts_on": story["tender"]["starts_on"],
        "ends_on": story["tender"]["ends_on"],
        "cpv": draft["cpv"],
        "places": draft["places"],
        "lots": [{name: lot[name] for name in ("code", "title", "value")} for lot in lots],
    }


def fitted(story: Story, draft: Mapping[str, Any]) -> Story:
    """Return the story with its money and tonnes in proportion to what the notice is worth, where it states that."""
    scaled: dict[str, Any] = copy.deepcopy(dict(story))
    value = _value(draft)
    if value is None:
        return scaled
    factor = value / Decimal(story["tender"]["value"])
    for supplier in scaled["suppliers"].values():
        supplier["price"] = _times(supplier["price"], factor, _POUND)
    for criterion, step in (("local-spend-pledge", _POUND), ("carbon-pledge", _TONNE)):
        for supplier in scaled["suppliers"].values():
            supplier["quantities"][criterion] = _times(supplier["quantities"][criterion], factor, step)
        for quarter in scaled["deliveries"][criterion]["quarters"]:
            for name in ("claimed", "proved"):
                if quarter.get(name) is not None:
                    quarter[name] = _times(quarter[name], factor, step)
    return scaled


def _value(draft: Mapping[str, Any]) -> Decimal | None:
    """Return what the part that is played is worth, or None where the notice states nothing that could be bid for."""
    first = next(iter(draft["lots"]), None)
    stated = (first["value"] if first else None) or draft["value"]
    return Decimal(stated) if stated is not None and Decimal(stated) >= LEAST_VALUE else None


def _times(text: str, factor: Decimal, step: Decimal) -> str:
    return format((Decimal(text) * factor).quantize(step, ROUND_HALF_UP), "f")
