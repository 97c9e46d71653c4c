"""The look of an authority's documents over HTTP: superseded and never edited, and frozen into what is issued."""

import base64
from dataclasses import replace
from typing import Any

from app.documents.content import read_document
from app.documents.html import to_html
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.documents_service.changing import failures
from tests.documents_service.issuing import award_summary, json_of
from tests.world import Client, World

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"><path d="M0 0h300v100H0z" fill="#7a0000"/></svg>'
)
LOGO = {"data": base64.b64encode(DRAWING.encode()).decode(), "alt": "Oak Council"}


def refused(client: Client, body: dict[str, Any]) -> dict[str, Any]:
    """Return the refusal of a look."""
    answer = client.post("/v1/brands", json=body)
    assert answer.status_code in {409, 422}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_document_freezes_the_look_it_was_issued_with_in_both_languages(world: World) -> None:
    issued = award_summary(world)
    buyer, home = issued.journey.team.buyer, issued.journey.team.organisation_id
    commissioner = world.person(home, Role.COMMISSIONER, name="Bea Brand")
    first = commissioner.make("/v1/brands", {"colour": "#7A0000", "logo": LOGO})
    assert (first["revision"], first["colour"], first["contrast"]) == (1, "#7a0000", "11.4")

    english = buyer.make(f"/v1/awards/{issued.about['id']}/documents?languages=en&languages=cy")
    welsh = buyer.read(f"/v1/documents/{english['twin_id']}")
    second = commissioner.make("/v1/brands", {"colour": "#005eb8"})

    assert (english["language"], welsh["language"], welsh["twin_id"]) == ("en", "cy", english["id"])
    assert refused(commissioner, {"colour": "#005eb8"})["code"] == "brand.unchanged"
    contents = [json_of(buyer, one["id"]) for one in (english, welsh)]
    assert [failures(one) for one in contents] == [[], []]
    assert contents[0]["replaces"] == "A-2026-0001/1"
    assert contents[1]["replaces"] is None
    own = {"reference", "face", "audit", "replaces"}
    assert {key for key in contents[0] if contents[0][key] != contents[1][key]} == own
    for content in contents:
        brand = content["face"]["brand"]
        assert (brand["revision"], brand["colour"], brand["logo"]["digest"]) == (1, "#7a0000", first["logo"]["digest"])
        page = to_html(read_document(content))
        assert f'src="data:image/svg+xml;base64,{LOGO["data"]}" alt="Oak Council"' in page
        assert ".verdict { background: #7a0000; }" in page
    assert [one["revision"] for one in buyer.read("/v1/brands")["items"]] == [1, 2]
    assert buyer.read(f"/v1/brands/{second['id']}")["logo"] is None


def test_a_pale_colour_and_a_logo_with_a_script_are_refused_with_the_way_out(world: World) -> None:
    home = world.organisation(OrganisationKind.COUNCIL, "Oak Council")
    commissioner = world.person(home, Role.COMMISSIONER, name="Bea Brand")
    script = base64.b64encode(DRAWING.replace("<path", "<script/><path").encode()).decode()

    pale = refused(commissioner, {"colour": "#ffcc00"})
    assert (pale["code"], "#907300" in pale["detail"]) == ("brand.colour_too_pale", True)
    logo = refused(commissioner, {"logo": LOGO | {"data": script}})
    assert logo["code"] == "brand.logo_refused"
    assert "Line 1, column 63: the element <script>" in logo["detail"]
    other = world.person(
        world.organisation(OrganisationKind.COUNCIL, "Elm Council"), Role.COMMISSIONER, name="Rex Rival"
    )
    kept = commissioner.make("/v1/brands", {"logo": LOGO})
    assert other.get(f"/v1/brands/{kept['id']}").status_code == 404
    assert other.read("/v1/brands")["items"] == []


def test_an_award_made_void_after_issue_keeps_its_document_and_its_look(world: World) -> None:
    issued = award_summary(world)
    buyer = issued.journey.team.buyer
    before = json_of(buyer, issued.document["id"])
    buyer.make(f"/v1/awards/{issued.about['id']}/void", {"reason": "A mark was read from the wrong line."})

    assert json_of(buyer, issued.document["id"]) == before
    assert buyer.post(f"/v1/awards/{issued.about['id']}/documents").status_code == 409
    document = read_document(before)
    assert to_html(replace(document)) == to_html(document)
