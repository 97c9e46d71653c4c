"""The quarter that the supplier's guide shows is the one that the service answers, in fewer than ten steps."""

from tests.journeys.quarter import GUIDE, guide_with, played
from tests.world import World


def test_the_guide_shows_a_suppliers_quarter_as_it_really_goes(world: World) -> None:
    steps = played(world)
    assert GUIDE.read_text(encoding="utf-8") == guide_with(steps), "run python -m tests.journeys.quarter"
    assert sum(line[:1].isdigit() for line in steps.splitlines()) < 10
