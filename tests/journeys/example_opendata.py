"""The examples of open data: releases, the record they make, and drafts of notices for the platform."""

import json
from typing import Any

from app.kit.problem import problem
from app.opendata.releases.errors import ReleasedMeanwhile
from tests.journeys.building import Journey
from tests.journeys.example_cast import Cast, refused
from tests.journeys.recording import Recording

CARE = {"title": "Community nursing in the north", "regime": "provider-selection-regime"}


def open_up(cast: Cast) -> None:
    """Release the tender with everything that came of it, read it again, and draft the notices of it."""
    priya, ines, tender = cast.priya, cast.ines, cast.at("tender")
    made = priya.make(f"{tender}/releases")
    refused(priya, "release.nothing_new", f"{tender}/releases")
    for path in ("/v1/releases", f"/v1/releases/{made['id']}", f"{tender}/releases", f"{tender}/record"):
        ines.read(path)
    priya.read(f"{tender}/tender-notice")
    priya.read(f"{cast.at('award')}/award-notice")
    for notice in ("details", "performance", "termination"):
        priya.read(f"{cast.at('contract')}/{notice}-notice")
    other = f"/v1/tenders/{priya.make('/v1/tenders', CARE)['id']}"
    refused(priya, "release.nothing_published", f"{other}/releases")
    refused(priya, "notice.other_regime", f"{other}/tender-notice", method="GET")


def tell_of_a_change(journey: Journey, contract: dict[str, Any]) -> None:
    """Draft the notice of a change; one of a contract that runs on is refused."""
    buyer = journey.team.buyer
    first = buyer.read(f"/v1/changes?contract={contract['id']}")["items"][-1]
    buyer.read(f"/v1/changes/{first['id']}/change-notice")
    refused(buyer, "notice.nothing_to_notify", f"/v1/contracts/{contract['id']}/termination-notice", method="GET")


def write_down(recording: Recording) -> None:
    """Keep the refusal that only a lost race meets."""
    recording.problems[ReleasedMeanwhile().code] = json.loads(bytes(problem(ReleasedMeanwhile()).body))
