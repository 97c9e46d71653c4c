"""Drafts are for their own authority; what is published is for everybody signed in, as it was written."""

import pytest

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.tenders.making import (
    buyer_of,
    colleague,
    drafted_tender,
    published_tender,
)
from tests.world import World


def test_nobody_else_sees_a_draft_and_everybody_sees_a_published_tender(world: World) -> None:
    buyer = buyer_of(world)
    draft, published = drafted_tender(world, buyer), published_tender(world, buyer)
    others = [buyer_of(world), world.supplier()]
    for other in others:
        for path in (f"/v1/tenders/{draft['id']}", f"/v1/tenders/{draft['id']}/rubric"):
            refused = other.get(path)
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        assert [row["id"] for row in other.read("/v1/tenders")["items"]] == [published["id"]]
        assert other.read("/v1/tenders?status=draft")["items"] == []
        assert other.read(f"/v1/tenders/{published['id']}") == published
    for role in (Role.EVALUATOR, Role.COMMISSIONER, Role.AUDITOR):
        assert colleague(world, buyer, role).read(f"/v1/tenders/{draft['id']}") == draft
    assert world.stranger.get(f"/v1/tenders/{published['id']}").status_code == 401


def test_a_buyer_of_another_authority_can_do_nothing_with_a_tender(world: World) -> None:
    buyer, other = buyer_of(world), buyer_of(world)
    for made in (drafted_tender(world, buyer), published_tender(world, buyer)):
        path = f"/v1/tenders/{made['id']}"
        later = {"closes_at": "2026-06-01T12:00:00Z", "reason": "More time"}
        for asked in (
            other.put(path, {"title": "Mine"}, version=made["version"]),
            other.post(f"{path}/publish"),
            other.post(f"{path}/extend", later),
            other.post(f"{path}/abandon", {"reason": "No longer needed"}),
            other.post(f"{path}/evaluate"),
            other.get(f"{path}/notice"),
        ):
            assert (asked.status_code, asked.json()["code"]) == (404, "not_found")
        assert buyer.read(path) == made


def test_only_buyers_change_tenders(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer)
    people = [colleague(world, buyer, role) for role in (Role.EVALUATOR, Role.COMMISSIONER, Role.AUDITOR)]
    for person in (*people, world.supplier()):
        for act in ("publish", "evaluate"):
            assert person.post(f"/v1/tenders/{made['id']}/{act}").status_code == 403
        assert person.post("/v1/tenders", {"title": "A"}).status_code == 403


def test_the_list_is_filtered_by_status_and_authority_ordered_and_paged(world: World) -> None:
    first, second = buyer_of(world), buyer_of(world)
    for title in ("Beta", "Alpha"):
        published_tender(world, first, title=title)
        world.clock.advance(minutes=1)
    published_tender(world, second, title="Gamma")
    drafted_tender(world, second, title="Delta")
    reader = world.supplier()
    assert [row["title"] for row in reader.read("/v1/tenders?sort=title")["items"]] == ["Alpha", "Beta", "Gamma"]
    page = reader.read("/v1/tenders?sort=reference&limit=2")
    rest = reader.read("/v1/tenders", params={"sort": "reference", "limit": 2, "cursor": page["next"]})
    assert [row["title"] for row in (*page["items"], *rest["items"])] == ["Beta", "Alpha", "Gamma"]
    assert rest["next"] is None
    own = second.read(f"/v1/tenders?status=draft&status=published&authority_id={second.organisation_id}")
    assert {row["title"] for row in own["items"]} == {"Gamma", "Delta"}
    assert reader.get("/v1/tenders?status=open").status_code == 422


def test_a_listed_tender_is_shown_as_when_it_is_read_alone(world: World) -> None:
    first, second = buyer_of(world), buyer_of(world)
    lots = [{"code": "b", "title": "North", "value": "12.50"}, {"code": "a", "title": "South"}]
    made = [
        published_tender(world, first),
        drafted_tender(world, second, lots=lots, value="99.5"),
        drafted_tender(world, second),
    ]
    listed = second.read("/v1/tenders?sort=reference")["items"]
    assert listed == [second.read(f"/v1/tenders/{one['id']}") for one in made]
    assert listed[1] == made[1]
    assert [one["code"] for one in listed[1]["lots"]] == ["b", "a"]


@pytest.mark.parametrize("title", ["O'Brien & Søn <td>", "خدمة التنظيف", "\u202egninaelC", "'; DROP TABLE tender; --"])
def test_hostile_titles_come_back_as_they_were_given(world: World, title: str) -> None:
    buyer = buyer_of(world, OrganisationKind.COUNCIL)
    lots = [{"code": title[:60], "title": title}]
    made = published_tender(world, buyer, title=title, lots=lots, places=[title])
    seen = world.supplier().read(f"/v1/tenders/{made['id']}")
    assert (seen["title"], seen["lots"][0]["title"], seen["lots"][0]["code"], seen["places"]) == (
        title,
        title,
        title[:60],
        [title],
    )
