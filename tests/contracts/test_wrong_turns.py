"""Wrong turns that a hurried, clever or dishonest user takes in the life of a tender; each ends in a clear refusal."""

from tests.contracts_service.agreeing import gone_live
from tests.journeys.building import authority, computed, rubric_document
from tests.world import World


def test_what_a_contract_could_not_keep_is_found_before_bidders_rely_on_it(world: World) -> None:
    buyer = authority(world).buyer
    document = rubric_document()
    questions = document["criteria"][1]["criteria"]
    questions[0]["id"], questions[1]["title"] = "q" * 101, "T" * 301
    draft = buyer.make("/v1/rubrics", {"body": document})
    refused = buyer.post(f"/v1/rubrics/{draft['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "rubric.has_findings")
    places = {finding["place"] for finding in refused.json()["findings"] if finding["code"] == "text.too_long"}
    assert places == {"criteria[1].criteria[0].id", "criteria[1].criteria[1].title"}


def test_the_longest_ids_and_titles_reach_the_contract(world: World) -> None:
    document = rubric_document()
    for question in document["criteria"][1]["criteria"]:
        question["title"] = "T" * 300
    commitments = gone_live(computed(world, rubric=document))["commitments"]
    assert {len(one["criterion_title"]) for one in commitments} == {300}
