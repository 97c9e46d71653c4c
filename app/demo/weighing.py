"""How firm the result is, looked at before anybody decides: what would turn it, and what rested on each pledge."""

from collections.abc import Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage

PAPERS = ("certificate", "stakes")
"""What is left of it, each as it is read at `/v1/results/{id}/…`."""

_TITLE = 44


def weigh(stage: Stage, say: Narration, tender: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    """Show the certificate, the marks at stake for the winner, and how the panel marked."""
    path = f"/v1/results/{result['id']}"
    firm = stage.commissioner.read(f"{path}/certificate")
    for sentence in firm["certificate"]["said"]:
        say.line(sentence)
    if firm["acceptability"] is not None:
        say.line(firm["acceptability"]["said"])
    stakes = stage.commissioner.read(f"{path}/stakes")["stakes"]
    names = {row["bid"]: row["name"] for row in result["document"]["lots"][0]["ranking"]}
    rows = [
        [(one["title"] or one["criterion"])[:_TITLE], one["at_stake"]["shown"], _without(one, names)]
        for one in stakes["pledges"]
        if one["bid"] in stakes["winner"]
    ]
    winner = " and ".join(names[bid] for bid in stakes["winner"])
    say.line(f"{len(stakes['pledges'])} pledges scored without each; those of {winner}:")
    say.table(["pledge", "points at stake", "first without it"], rows)
    lot = tender["lots"][0]["code"]
    panel = stage.buyer.read(f"/v1/tenders/{tender['id']}/diagnostics?lot={lot}")
    strict = [
        f"{one['evaluator_name']} {one['deviation']['shown']}"
        for one in panel["severity"]
        if one["deviation"] is not None
    ]
    say.line(f"panel:     above or below the others, in per cent of the scale: {', '.join(strict)}")
    for warning in panel["warnings"]:
        say.line(f"           {warning}")


def _without(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    first = " and ".join(names[bid] for bid in one["first_without"])
    return first if one["winner_changes"] else "the same"
