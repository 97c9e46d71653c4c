"""The examples in the API description are requests that this service takes."""

import pytest

from app.bids.schemas import EXAMPLE_CONTENT, BidContent, BidCreate, WithReason
from app.evaluations.schemas import (
    AgreedMarkCreate,
    AssignmentCreate,
    GateDecisionCreate,
    MarkCreate,
    RemoveAssignment,
    ResultCreate,
)
from app.kit.schema import In
from tests.journeys.building import authority, published_tender, submitted_bid
from tests.world import World

BODIES: list[type[In]] = [
    BidContent,
    BidCreate,
    WithReason,
    AssignmentCreate,
    RemoveAssignment,
    MarkCreate,
    AgreedMarkCreate,
    GateDecisionCreate,
    ResultCreate,
]


def test_the_example_of_a_bid_can_be_submitted_as_it_stands(world: World) -> None:
    submitted_bid(world.supplier(), published_tender(authority(world)), EXAMPLE_CONTENT)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_the_example_of_a_body_is_read_without_a_finding(body: type[In]) -> None:
    (example,) = body.model_json_schema()["examples"]
    body.model_validate(example)
