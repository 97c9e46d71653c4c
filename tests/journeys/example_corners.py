"""Refusals that the life of the examples does not meet: ties, refused bids, abandoned tenders, and lost races.

Those of two people who act at the same instant, and of a database that somebody changed by hand, are written down
as the service would give them; everything else is played.
"""

import json
from datetime import datetime
from pathlib import Path

from app.contracts.changes.errors import VolumeOvertaken
from app.delivery.errors import NotTheBuyer, UpdateDecided, UpdateOvertaken
from app.evaluations.errors import AlreadyAssigned
from app.identity.rules import Role
from app.kit.errors import Busy, Refusal
from app.kit.problem import problem
from app.kit.settings import Settings
from app.main import create_app
from app.tenders.errors import RubricDoesNotMatch
from tests.awards import deciding
from tests.contracts_service.agreeing import term
from tests.journeys import building
from tests.journeys.building import Journey
from tests.journeys.example_cast import refused
from tests.journeys.recording import Recording, RecordingClient
from tests.world import START, Client, World

LOTS = [{"code": "1", "title": "North"}, {"code": "2", "title": "South"}]
ALIKE = {name: {"carbon-plan": "3", "local-jobs": "3"} for name in ("Acme", "Brook")}


def meet_them(world: World) -> None:
    """Play what is refused at the edges of an evaluation and of an award."""
    world.clock.at = START
    journey = building.journey_with_bids(world, {name: building.content() for name in ALIKE}, lots=LOTS)
    _judge_in_two_roles(journey)
    building.agreed(building.marked(journey, ALIKE), ALIKE)
    building.compute(journey)
    _choose_between_equals(journey)
    _object(world)
    _uphold(world)
    _score_what_the_rubric_refuses(world)


def write_down_races(recording: Recording) -> None:
    """Keep the refusals that only a race, or somebody at the database, brings about."""
    pinned, found = (f"sha256:{digit * 64}" for digit in "0f")
    lost: tuple[Refusal, ...] = (
        Busy(),
        AlreadyAssigned(),
        UpdateOvertaken(),
        UpdateDecided(),
        VolumeOvertaken(),
        NotTheBuyer("C-2026-0001"),
        RubricDoesNotMatch("T-2026-0001", pinned, found),
    )
    for refusal in lost:
        recording.problems[refusal.code] = json.loads(bytes(problem(refusal).body))


def ask_an_unprepared_service(recording: Recording, scratch: Path) -> None:
    """Ask a service whose database nobody has migrated whether it is ready."""
    unprepared = Settings(data_dir=scratch, database_url=f"sqlite:///{scratch / 'empty.db'}", background=False)
    answer = RecordingClient(create_app(unprepared), recording).request("GET", "/ready")
    assert answer.json()["code"] == "not_ready"


def _judge_in_two_roles(journey: Journey) -> None:
    world, tender = journey.world, f"/v1/tenders/{journey.tender_id}"
    acme = f"/v1/bids/{journey.bidder('Acme').bid_id}"
    building.submitted_bid(journey.bidder("Acme").client, journey.tender, lot="2")
    building.evaluating(journey, assign=False)
    given = {"criterion": "carbon-plan", "mark": "3", "rationale": "Dated.", "attendees": ["Bea Buyer"]}
    refused(journey.team.buyer, "agreement.nobody_assigned", f"{acme}/agreed-marks", given)
    both = world.person(journey.team.organisation_id, Role.BUYER, Role.EVALUATOR, name="Bea Both")
    mine = building.assigned(journey, both, ["carbon-plan"])
    _keep_away_from_a_bidder(journey, both)
    refused(both, "moderation.mark_first", f"{tender}/moderation", method="GET")
    refused(both, "diagnostics.marks_not_frozen", f"{tender}/diagnostics", method="GET")
    other = {"criterion": "local-jobs", "mark": "3", "rationale": "Twelve places, each with a date."}
    refused(both, "mark.not_assigned", f"{acme}/marks", other)
    journey.team.buyer.make(f"/v1/assignments/{mine[0]['id']}/remove", {"reason": "The panel is complete."})
    for evaluator in journey.team.evaluators:
        building.assigned(journey, evaluator)


def _keep_away_from_a_bidder(journey: Journey, person: Client) -> None:
    acme = journey.bidder("Acme")
    (made,) = building.declare(person, journey.tender_id, building.interest())
    building.decide(journey.team.buyer, made, "limited", suppliers=[str(acme.client.organisation_id)])
    refused(person, "conflict.kept_from", f"/v1/bids/{acme.bid_id}", method="GET")
    building.decide(journey.team.buyer, made, "cleared", reasons="Her sister has left Acme.")


def _choose_between_equals(journey: Journey) -> None:
    buyer, tender = journey.team.buyer, f"/v1/tenders/{journey.tender_id}"
    refused(buyer, "award.allocation_incomplete", f"{tender}/allocation", method="GET")
    today = journey.world.clock.now().date().isoformat()
    acme = journey.bidder("Acme").bid_id
    decision = {"lot": "1", "bid": acme, "reasons": "The choice fell on Acme.", "notice_on": today}
    refused(buyer, "award.tie_needs_reason", f"{tender}/awards", decision)
    refused(buyer, "award.no_result", f"{tender}/awards", decision | {"lot": "2"})
    award = buyer.make(f"{tender}/awards", decision | {"tie_reason": "Lots were drawn before both bidders."})
    buyer.make(f"/v1/bids/{acme}/exclude", {"reason": "The charter was signed by nobody who may bind the firm."})
    refused(journey.team.commissioner, "award.outdated", f"/v1/awards/{award['id']}/approve", {})
    buyer.make(f"{tender}/abandon", {"reason": "The clinics close."})


def _object(world: World) -> None:
    """Object to an award in time and too late, and see what becomes of the contract."""
    world.clock.at = START
    journey = building.journey_with_bids(world, regime="provider-selection-regime", lots=LOTS)
    building.submitted_bid(journey.bidder("Acme").client, journey.tender, lot="2")
    building.compute(building.agreed(building.marked(building.evaluating(journey))))
    award = deciding.awarded(journey)
    heard, said = f"/v1/awards/{award['id']}/representations", {"words": "Our plan was marked against the wrong level."}
    cedar, brook = (journey.bidder(name).client.make(heard, said) for name in ("Cedar", "Brook"))
    deciding.past_standstill(world, award)
    refused(journey.bidder("Brook").client, "representation.late", heard, said)
    drafting = f"/v1/awards/{award['id']}/contract"
    refused(journey.team.buyer, "contract.representation_undecided", drafting, term(journey))
    answer = {"outcome": "not_upheld", "reasons": "The panel read the plan against the published level."}
    ended = journey.team.commissioner.make(f"/v1/representations/{cedar['id']}/decide", answer)
    done = journey.team.commissioner.make(f"/v1/representations/{brook['id']}/decide", answer)
    world.clock.at = datetime.fromisoformat(done["extension"]["ends_at"])
    assert ended["extension"] == done["extension"]
    journey.team.buyer.make(f"/v1/bids/{award['bid_id']}/exclude", {"reason": "The charter was never signed."})
    refused(journey.team.buyer, "contract.award_overtaken", drafting, term(journey))


def _uphold(world: World) -> None:
    """Uphold what was said against an award: it cannot be acted upon."""
    world.clock.at = START
    journey = building.computed(world)
    award = deciding.awarded(journey)
    said = {"words": "Our plan was marked against the wrong level."}
    made = journey.bidder("Brook").client.make(f"/v1/awards/{award['id']}/representations", said)
    deciding.past_standstill(world, award)
    right = {"outcome": "upheld", "reasons": "The panel used the level of another question."}
    journey.team.commissioner.make(f"/v1/representations/{made['id']}/decide", right)
    refused(journey.team.buyer, "contract.representation_upheld", f"/v1/awards/{award['id']}/contract", term(journey))


def _score_what_the_rubric_refuses(world: World) -> None:
    document = building.rubric_document()
    method = {"type": "relative_to_best", "better": "higher", "at_zero": "refuse"}
    document["criteria"][1]["criteria"][2]["method"] = method
    bids = {name: building.content(local_spend="0") for name in ALIKE}
    started = building.evaluating(building.journey_with_bids(world, bids, rubric=document))
    journey = building.agreed(building.marked(started, ALIKE), ALIKE)
    path = f"/v1/tenders/{journey.tender_id}/results"
    building.prices_opened(journey)
    refused(journey.team.buyer, "result.refused", path, {"lot": "1"})
