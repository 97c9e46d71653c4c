"""An authority says itself what everybody may read; nothing is public before that, and what it takes back is gone."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.identity.rules import Role
from app.networks.rules import Openness, Part, open_to_all
from app.organisations.models import Organisation
from app.organisations.rules import OrganisationKind
from app.public.rules import What, covers, was_public
from app.public.tables import cell
from app.public.words import told
from tests.public.publishing import EVERYTHING, publish
from tests.world import World

SOME_DAY, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def statement(*, stated: datetime = SOME_DAY, begins: datetime = SOME_DAY, **on: bool) -> Any:
    """Return a statement of what is public."""
    said = {what.value: on.get(what.value, False) for what in What}
    return SimpleNamespace(**said, from_at=begins, stated_at=stated)


def test_what_was_published_before_the_day_stays_what_it_was() -> None:
    held = statement(tenders=True)
    assert covers(held, What.TENDERS, LATER)
    assert covers(held, What.TENDERS, SOME_DAY)
    assert not covers(held, What.TENDERS, datetime(2026, 2, 28, 23, tzinfo=UTC))
    assert not covers(held, What.AWARDS, LATER)
    assert not covers(held, What.TENDERS, None)
    assert not covers(None, What.TENDERS, LATER)


def test_what_was_never_shown_is_not_said_to_be_withdrawn() -> None:
    on, off = statement(tenders=True), statement(stated=LATER)
    assert was_public([on, off], What.TENDERS, SOME_DAY)
    assert not was_public([on, off], What.AWARDS, SOME_DAY)
    assert not was_public([on], What.TENDERS, SOME_DAY)
    assert not was_public([on, off], What.TENDERS, datetime(2026, 6, 1, tzinfo=UTC))


def test_an_address_of_somebody_is_taken_out_of_what_is_told() -> None:
    assert told("Ask jo.smith+x@trust.nhs.uk, please") == "Ask [withheld: personal data], please"
    assert told("Ask at reception") == "Ask at reception"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1"])  # noqa: RUF001
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert [cell(value) for value in (Decimal("-12.50"), Decimal(0), None, True)] == ["-12.5", "0", "", "yes"]


def _parts(shape: tuple[tuple[int, bool, bool, bool], ...]) -> tuple[list[Part], dict[Any, Openness]]:
    parts = [
        Part(uuid4(), Decimal(10**place), frozenset(uuid4() for _ in range(each[0])), by_name=False)
        for place, each in enumerate(shape)
    ]
    publish = {part.member: Openness(*each[1:]) for part, each in zip(parts, shape, strict=True)}
    return parts, publish


def test_no_public_sum_of_a_network_tells_the_part_of_few_by_taking_away_what_else_is_known() -> None:
    kinds = [
        (4, *flags) for flags in ((True, False, False), (True, True, True), (False, False, False), (False, True, True))
    ]
    kinds.append((1, True, False, False))
    shown = 0
    for shape in product(kinds, repeat=4):
        parts, publish = _parts(shape)
        seen = open_to_all(parts, publish, fewest_suppliers=3)
        if seen is None or seen[0] is None:
            continue
        shown += 1
        inside = {part.member for part in parts if publish[part.member].in_sums}
        known = {part.member for part in parts if publish[part.member].every_contract}
        everybody = {part.member for part in parts}
        # What a reader, and a member who knows the whole sum, can be left with by taking sums and known parts away.
        for left in (inside - known, everybody - inside, everybody - inside - known):
            suppliers = {one for part in parts if part.member in left for one in part.suppliers}
            assert not left or left <= known or (len(left) > 1 and len(suppliers) >= 3), shape
    assert shown


def test_nothing_is_public_until_an_admin_says_so_and_every_statement_is_kept(world: World) -> None:
    home = world.organisation(OrganisationKind.COUNCIL, "Openham Council")
    admin, auditor = world.person(home, Role.ADMIN), world.person(home, Role.AUDITOR)
    address = f"/public/authorities/{home}"
    assert admin.read("/v1/publication") == {"is_on": False, "address": None, "statements": []}
    assert world.http.get(f"{address}.json").json()["code"] == "public.not_found"
    assert "Openham" not in world.http.get("/public").text
    assert auditor.post("/v1/publication", {"reason": "Open it."}).status_code == 403
    said = publish(admin)
    assert said["is_on"]
    assert "Openham" in world.http.get("/public").text
    assert world.http.get(f"{address}.json").json()["publishes"] == list(EVERYTHING)
    again = admin.post("/v1/publication", {**EVERYTHING, "reason": "Again."})
    assert (again.status_code, again.json()["code"]) == (409, "publication.unchanged")
    publish(admin, tenders=False)
    gone = world.http.get(f"{address}.json")
    assert (gone.status_code, gone.json()["code"]) == (410, "public.withdrawn")
    assert "Openham" not in world.http.get("/public").text + world.http.get("/public/feed.json").text
    told_auditor = auditor.read("/v1/publication")
    assert [(one["number"], one["superseded_at"] is None) for one in told_auditor["statements"]] == [
        (2, True),
        (1, False),
    ]
    with pytest.raises(DatabaseError), world.service.database.unit_of_work(write=True) as tx:
        tx.execute(text("UPDATE publication SET tenders = tenders"))


def test_whoever_followed_a_closed_body_takes_back_what_it_published(world: World) -> None:
    old, new = (world.organisation(OrganisationKind.TRUST, name) for name in ("Closing Trust", "Following Trust"))
    publish(world.person(old, Role.ADMIN))
    heir, stranger = world.person(new, Role.ADMIN), world.person(world.organisation(OrganisationKind.TRUST), Role.ADMIN)
    taken_back = {"closed_body_id": str(old), "reason": "It closed."}
    assert heir.post("/v1/publication", taken_back).status_code == 404
    with world.service.database.unit_of_work(write=True) as tx:
        tx.get_one(Organisation, old).successor_id = new
    assert stranger.post("/v1/publication", taken_back).status_code == 404
    heir.make("/v1/publication", taken_back)
    assert "Closing Trust" not in world.http.get("/public").text


def test_who_is_no_authority_has_nothing_to_publish(world: World) -> None:
    supplier = world.person(world.organisation(OrganisationKind.BUSINESS), Role.ADMIN)
    refused = supplier.post("/v1/publication", {**EVERYTHING, "reason": "Look at us."})
    assert (refused.status_code, refused.json()["code"]) == (403, "publication.not_an_authority")
