"""How the people of the examples declare their interests, and what is refused to them on the way."""

from typing import Any

from tests.journeys.example_cast import Cast, refused
from tests.world import Client

SISTER = {
    "kind": "personal",
    "direct": False,
    "what": "My sister drives for Ridgeway Integrated Services.",
    "how_managed": "I mark nothing that Ridgeway sends, and leave the room when it is discussed.",
}
SHARES = {"kind": "financial", "direct": True, "what": "I held shares in Ridgeway and sold them in 2024."}

Json = dict[str, Any]


def declare_before_the_opening(cast: Cast) -> None:
    """Declare before anything is opened: most have nothing, one has something that somebody else decides."""
    priya, gareth, tender = cast.priya, cast.gareth, cast.at("tender")
    refused(gareth, "conflict.declaration_needed", f"{tender}/declarations", method="GET")
    mine = _declared(cast, gareth, "start", SHARES)
    refused(gareth, "conflict.undecided", f"{tender}/declarations", method="GET")
    refused(gareth, "conflict.own_declaration", _to_decide(mine), {"outcome": "cleared", "reasons": "They are sold."})
    nothing = _declared(cast, priya, "start")
    refused(priya, "conflict.unchanged", f"{tender}/declarations", {"stage": "start", "interests": []})
    refused(priya, "conflict.wrong_stage", f"{tender}/declarations", {"stage": "award", "interests": []})
    refused(priya, "conflict.content", _to_decide(mine), {"outcome": "limited", "reasons": "Keep away."})
    priya.make(_to_decide(mine), {"outcome": "cleared", "reasons": "The broker's statement of the sale was seen."})
    again = _declared(
        cast, gareth, "start", SHARES | {"what": "I held shares in Ridgeway and sold all of them in May 2024."}
    )
    refused(priya, "conflict.superseded", _to_decide(mine), {"outcome": "cleared", "reasons": "The same."})
    priya.make(_to_decide(again), {"outcome": "cleared", "reasons": "The broker's statement of the sale was seen."})
    gareth.read(f"/v1/declarations/{nothing['id']}")


def declare_against_the_bidders(cast: Cast) -> None:
    """Declare anew now that the bidders are known; an interest that names one of them waits again."""
    priya, gareth, tender = cast.priya, cast.gareth, cast.at("tender")
    priya.read(f"{tender}/my-declaration")
    _declared(cast, priya, "bidders_known")
    named = _declared(cast, gareth, "bidders_known", SHARES)
    priya.make(_to_decide(named), {"outcome": "cleared", "reasons": "Sold in May 2024: nothing is left to gain."})
    refused(cast.tom, "conflict.not_asked", f"{tender}/declarations", {"stage": "bidders_known", "interests": []})


def declare_before_marking(cast: Cast) -> None:
    """Declare as those who are asked to mark: one of them is barred by somebody else."""
    for evaluator in (cast.amara, cast.tom):
        _declared(cast, evaluator, "bidders_known")
    sister = _declared(cast, cast.leila, "bidders_known", SISTER)
    reasons = "Her sister works for a bidder, and the panel of two others is enough."
    cast.priya.make(_to_decide(sister), {"outcome": "barred", "reasons": reasons})
    refused(cast.leila, "conflict.barred", f"{cast.at('tender')}/declarations", method="GET")
    cast.gareth.read(f"{cast.at('tender')}/declarations")


def declare_before_the_award(cast: Cast) -> None:
    """Declare once more before the award."""
    for person, interests in ((cast.priya, ()), (cast.gareth, (SHARES,))):
        _declared(cast, person, "award", *interests)


def _declared(cast: Cast, person: Client, stage: str, *interests: Json) -> Json:
    body = {"stage": stage, "interests": list(interests)}
    made: Json = person.make(f"{cast.at('tender')}/declarations", body)
    return made


def _to_decide(declaration: Json) -> str:
    return f"/v1/declarations/{declaration['id']}/decide"
