"""What everybody reads: pages, data and tables that say the same, whole, and only as long as they may."""

import csv
import io
import re
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import unescape
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.awards.deciding import approved, decided, published, summarised
from tests.journeys import building
from tests.journeys.building import Journey
from tests.public.addresses import every_address, every_page
from tests.public.publishing import admin_of, getting, publish
from tests.world import World

HOSTILE = "Ffrwd & Sons </td><script>alert(1)</script> =1+1 \u202egnp"


@pytest.fixture
def journey(world: World) -> Journey:
    """Return a tender with its result, of an authority that publishes everything."""
    made = building.computed(world, title=HOSTILE)
    publish(admin_of(world, made.team.organisation_id))
    return made


def _settled(world: World) -> None:
    world.clock.at += timedelta(minutes=2)


def _items(world: World, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.http.get(f"/public/{kind}.json").json()["items"]
    return found


def _void(journey: Journey, award: dict[str, Any]) -> None:
    body = {"reason": "A mark was wrong."}
    journey.team.buyer.make(f"/v1/awards/{award['id']}/void", body)


def test_an_award_is_held_back_until_its_notice_and_says_when_it_was_made_void(journey: Journey) -> None:
    world = journey.world
    award = decided(journey)
    address = f"/public/awards/{award['reference']}"
    assert world.http.get(address).status_code == 404
    approved(journey, award)
    summarised(world, award, journey.team.buyer)
    assert (_items(world, "awards"), world.http.get(f"{address}.json").status_code) == ([], 404)
    journey.team.buyer.make(f"/v1/awards/{award['id']}/publish-notice", {})
    told = world.http.get(f"{address}.json").json()
    assert (told["status"], told["winner"]["name"], told["tenders_assessed"]) == ("published", "Acme", 3)
    assert told["id"] == world.http.get(f"/public/awards/{award['id']}.json").json()["id"]
    _void(journey, award)
    told = world.http.get(f"{address}.json").json()
    assert (told["status"], told["voided_on"]) == ("void", world.clock.at.date().isoformat())
    assert "This award was made void" in world.http.get(address).text
    _settled(world)
    kinds = [one["_makegood"]["kind"] for one in world.http.get("/public/feed.json").json()["items"]]
    assert kinds[:2] == ["award.voided", "award.published"]


def test_an_award_made_void_before_its_notice_stays_unknown(journey: Journey) -> None:
    award = decided(journey)
    _void(journey, award)
    _settled(journey.world)
    told = "\n".join(every_address(getting(journey.world)).values())
    assert award["reference"] not in told
    assert "award.voided" not in told


def test_a_copy_is_asked_about_and_sent_again_only_when_it_is_another(journey: Journey) -> None:
    http, reference = journey.world.http, journey.tender["reference"]
    for form in ("", ".json", ".csv"):
        first = http.get(f"/public/tenders/{reference}{form}")
        assert first.headers["cache-control"] == "public, no-cache"
        again = http.get(f"/public/tenders/{reference}{form}", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = {"If-None-Match": '"other"'}
        assert http.get(f"/public/tenders/{reference}{form}", headers=other).status_code == 200
        head = http.head(f"/public/tenders/{reference}{form}")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])
    assert http.get(f"/public/tenders/{reference}.json").headers["access-control-allow-origin"] == "*"
    held = {"If-None-Match": http.get(f"/public/tenders/{reference}").headers["etag"]}
    publish(admin_of(journey.world, journey.team.organisation_id), awards=True)
    gone = http.get(f"/public/tenders/{reference}", headers=held)
    assert (gone.status_code, gone.headers["cache-control"]) == (410, "no-cache")
    assert "No longer public" in gone.text


def test_whoever_asks_by_an_instant_gets_a_moved_deadline_and_no_feed_that_was_taken_back(world: World) -> None:
    team = building.authority(world)
    tender = building.published_tender(team)
    admin = admin_of(world, team.organisation_id)
    publish(admin)
    _settled(world)
    since = {"If-Modified-Since": format_datetime(world.clock.at, usegmt=True)}
    address = f"/public/tenders/{tender['reference']}.json"
    later = datetime.fromisoformat(tender["closes_at"]) + timedelta(days=3)
    team.buyer.make(f"/v1/tenders/{tender['id']}/extend", {"closes_at": later.isoformat(), "reason": "A late answer."})
    told = world.http.get(address, headers=since)
    assert (told.status_code, datetime.fromisoformat(told.json()["closes_at"])) == (200, later)
    assert "last-modified" not in told.headers
    publish(admin, awards=True)
    feed = world.http.get("/public/feed.json", headers=since)
    assert (feed.status_code, tender["reference"] in feed.text) == (200, False)


def test_a_page_runs_nothing_and_names_stay_names(journey: Journey) -> None:
    answer = journey.world.http.get(f"/public/tenders/{journey.tender['reference']}")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert "Ffrwd &amp; Sons &lt;/td&gt;" in answer.text
    assert "\u202e" not in answer.text
    rows = list(csv.reader(io.StringIO(journey.world.http.get("/public/tenders.csv").text)))
    assert rows[0][:3] == ["id", "reference", "title"]
    assert rows[1][2] == HOSTILE  # it does not begin as a formula does
    ET.fromstring(journey.world.http.get("/public/feed.atom").content)  # noqa: S314 - our own


def test_every_page_has_what_somebody_needs_who_does_not_see_it(journey: Journey) -> None:
    published(journey, decided(journey))
    _settled(journey.world)
    get = getting(journey.world)
    pages = every_page(get)
    assert len(pages) > 8
    for address in (*pages, "/public/tenders/T-1999-0001"):
        page = get(address)[2]
        assert page.startswith('<!DOCTYPE html>\n<html lang="en-GB">'), address
        for part in ('<a class="skip" href="#main">', '<main id="main"', "<title>", '<nav aria-label="Main">'):
            assert page.count(part) == 1, (address, part)
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels.count(1) == 1, address
        assert all(after - before <= 1 for before, after in pairwise(levels)), (address, levels)
        assert page.count("<table") == page.count("<caption>"), address
        assert all("scope=" in cell for cell in re.findall(r"<th[ >][^>]*", page)), address


def test_the_three_forms_of_a_tender_say_the_same(journey: Journey) -> None:
    http, reference = journey.world.http, journey.tender["reference"]
    data = http.get(f"/public/tenders/{reference}.json").json()
    page = unescape(http.get(f"/public/tenders/{reference}").text)
    rows = list(csv.DictReader(io.StringIO(http.get(f"/public/tenders/{reference}.csv").text)))
    assert [row["id"] for row in rows] == [one["id"] for one in data["criteria"]]
    assert all(one["title"] in page for one in data["criteria"])
    assert data["rubric_digest"] in page


def test_the_feed_is_followed_without_missing_or_repeating_anything(journey: Journey) -> None:
    http = journey.world.http
    published(journey, decided(journey))
    _settled(journey.world)
    newest = http.get("/public/feed.json?limit=1").json()
    seen = [newest["items"][0]["id"]]
    while "next_url" in newest:
        newest = http.get(newest["next_url"].partition("8000")[2]).json()
        seen += [one["id"] for one in newest["items"]]
    whole = [one["id"] for one in http.get("/public/feed.json").json()["items"]]
    assert seen == whole
    assert len(set(seen)) == len(seen)
    after = http.get(f"/public/feed.json?after={whole[-1]}").json()
    assert [one["id"] for one in after["items"]] == whole[-2::-1]
    assert http.get("/public/feed.json?after=x").json()["code"] == "public.cursor"


def test_an_authority_is_found_by_its_identifier_and_lists_are_narrowed_to_it(journey: Journey) -> None:
    http = journey.world.http
    (line,) = _items(journey.world, "authorities")
    assert http.get(line["address"]).status_code == 200
    for key in (line["key"], line["id"]):
        assert len(http.get(f"/public/tenders.json?authority={key}").json()["items"]) == 1
    assert http.get("/public/tenders.json?authority=GB-NHS-NONE").status_code == 404
    assert http.get("/public/tenders.json?limit=201").status_code == 422
