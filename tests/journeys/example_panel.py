"""How the panel of the examples agrees: marks are frozen, passages quoted, and somebody dissents."""

from typing import Any

from tests.journeys.example_cast import Cast, refused

Json = dict[str, Any]


def agree(cast: Cast, agreement: Json) -> None:
    """Open the moderation, agree marks on two bids, and decide their gates."""
    priya, tender = cast.priya, cast.at("tender")
    first, second = (f"/v1/bids/{bid_id}" for bid_id in cast.bids[:2])
    asked = {"lot": "1", "criterion": "carbon-plan"}
    priya.make(f"{tender}/moderations", asked)
    refused(cast.gareth, "moderation.nothing_to_open", f"{tender}/moderations", asked)
    refused(priya, "agreement.discussion_required", f"{first}/agreed-marks", agreement)
    talk = "Tom had missed the annex on the gritter, which has a date too; level 3 is met."
    whole = agreement | {"discussion": talk}
    unread = whole | {"quotes": [{"text": "Every one of our vehicles flies."}]}
    refused(priya, "quote.refused", f"{first}/agreed-marks", unread)
    absent = whole | {"dissent": [{"name": "Leila Haddad", "reason": "I would have given it 4."}]}
    refused(priya, "agreement.dissent_refused", f"{first}/agreed-marks", absent)
    dissent = [{"name": "Tom Hesketh", "mark": "2", "reason": "A date without a cost is half a plan."}]
    quotes = [{"start": 0, "end": 40}]
    priya.make(f"{first}/agreed-marks", whole | {"quotes": quotes, "dissent": dissent})
    priya.make(f"{second}/agreed-marks", whole | {"mark": "2", "rationale": "Sound, and slow to begin."})
    late = {"criterion": "carbon-plan", "mark": "1", "rationale": "On reflection."}
    refused(cast.amara, "mark.frozen", f"{first}/marks", late)
    cast.gareth.read(f"{tender}/moderation")
    refused(priya, "result.incomplete", f"{tender}/results", {"lot": "1"})
    refused(priya, "opening.quality_unsettled", f"{tender}/openings", {"envelope": "price", "lot": "1"})
    for path in (first, second):
        gate = {"criterion": "charter", "passed": True, "rationale": "Signed by a director and dated."}
        priya.make(f"{path}/gate-decisions", gate | {"attendees": ["Priya Raman"]})
    cast.gareth.read(f"{first}/agreed-marks")
