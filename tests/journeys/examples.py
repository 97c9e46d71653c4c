"""Plays one small life through the HTTP application and writes down an example of every route and every refusal.

    python -m tests.journeys.examples          writes app/examples.json anew

Whoever changes what a route takes or gives runs this; a contract test says when it has been forgotten.
"""

import dataclasses
import sys
import tempfile
from pathlib import Path

from tests.databases import migrate
from tests.journeys import (
    example_changes,
    example_claims,
    example_conflicts,
    example_corners,
    example_delivery,
    example_design,
    example_further,
    example_life,
    example_limits,
    example_lots,
    example_networks,
    example_opendata,
    example_openings,
    example_proving,
    example_public,
    example_remedies,
    example_reminders,
    example_signing,
    example_workbooks,
)
from tests.journeys.example_cast import gather
from tests.journeys.recording import Recording, RecordingClient
from tests.world import build_world

FILE = Path(__file__).resolve().parents[2] / "app" / "examples.json"

ACTS = (
    example_life.choose_a_rubric,
    example_life.publish_a_tender,
    example_life.bid,
    example_conflicts.declare_before_the_opening,
    example_life.open_the_bids,
    example_life.evaluate,
    example_life.compute,
    example_life.award,
    example_life.hear_a_bidder,
    example_life.issue_the_summary,
    example_further.write_letters,
    example_delivery.draft_the_contract,
    example_delivery.deliver,
    example_signing.sign_a_document,
    example_further.state_and_report,
    example_delivery.look_at_performance,
    example_opendata.open_up,
    example_delivery.audit,
    example_public.let_everybody_read,
    example_design.look_at_the_design,
)


def played(scratch: Path) -> Recording:
    """Play the whole life on a fresh SQLite database below `scratch` and return what was recorded."""
    url = f"sqlite:///{scratch / 'examples.db'}"
    migrate(url)
    recording = Recording()
    world = build_world(url, scratch)
    world = dataclasses.replace(world, http=RecordingClient(world.app, recording))
    cast = gather(world)
    for act in ACTS:
        act(cast)
    example_corners.meet_them(world)
    example_openings.meet_them(world)
    example_limits.meet_them(world)
    example_lots.meet_them(world)
    example_changes.meet_them(world)
    example_claims.meet_them(world)
    example_proving.meet_them(world)
    example_remedies.meet_them(world)
    example_reminders.meet_them(world)
    example_workbooks.meet_them(world)
    example_networks.meet_them(world)
    example_public.meet_them(world)
    example_claims.write_down(recording)
    example_opendata.write_down(recording)
    example_further.write_down(recording)
    example_public.write_down(recording)
    example_remedies.write_down(recording)
    example_workbooks.write_down(recording)
    example_corners.write_down_races(recording)
    example_corners.ask_an_unprepared_service(recording, scratch)
    return recording


def main() -> int:
    """Write the file of examples and say how many it holds."""
    with tempfile.TemporaryDirectory() as scratch:
        recording = played(Path(scratch))
    FILE.write_text(recording.text(), encoding="utf-8")
    said = f"{len(recording.routes)} routes and {len(recording.problems)} refusals written to app/{FILE.name}\n"
    sys.stdout.write(said)
    return 0


if __name__ == "__main__":
    sys.exit(main())
