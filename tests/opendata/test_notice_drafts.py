"""Every notice is drafted with each element of its regulation ticked, and holds nobody it should not."""

import inspect
import re
from typing import Any

import pytest

from app.opendata.notices import facts, lists
from app.opendata.notices.ticking import Outcome, ticked
from app.opendata.releases.numbers import load
from tests.contracts.whole_life import Life
from tests.opendata.open_life import LOSER, told
from tests.world import World

MARK = "[withheld: personal data]"
PATHS = {
    "uk4": "/v1/tenders/{tender_id}/tender-notice",
    "uk6": "/v1/awards/{award_id}/award-notice",
    "uk7": "/v1/contracts/{contract_id}/details-notice",
    "uk9": "/v1/contracts/{contract_id}/performance-notice",
    "uk10": "/v1/changes/{change_id}/change-notice",
    "uk11": "/v1/contracts/{contract_id}/termination-notice",
}
ALWAYS_MISSING = {"authority-email", "authority-type"}
OF_A_SUPPLIER = {"supplier-email", "supplier-supported-employment", "supplier-mutual"}
MISSING = {
    "uk4": {
        "procedure",
        "treaties",
        "lot-value",
        "conditions",
        "reserved",
        "suitable",
        "documents",
        "award-date",
        "risk",
        "engagement",
    },
    "uk6": OF_A_SUPPLIER
    | {
        "supplier-consortium",
        "supplier-associates",
        "procedure",
        "reserved",
        "signature",
        "tenders-assessed",
        "conflicts",
    },
    "uk7": OF_A_SUPPLIER | {"procedure", "reserved", "conflicts"},
    "uk9": {"supplier-email"},
    "uk10": {"supplier-email", "ground", "standstill"},
    "uk11": {"supplier-email"},
}


def drafted(life: Life, notice: str) -> dict[str, Any]:
    answer = life.team.auditor.get(PATHS[notice].format(**life.ids))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = load(answer.content)
    return found


@pytest.mark.parametrize("notice", PATHS)
def test_every_element_of_its_regulation_is_ticked(world: World, notice: str) -> None:
    life = told(world)
    found = drafted(life, notice)
    elements = {each["id"]: each for each in found["elements"]}
    assert [*elements] == [each["id"] for each in lists.notice(notice)["elements"]]
    by_outcome = {
        outcome: {name for name, each in elements.items() if each["outcome"] == outcome} for outcome in Outcome
    }
    assert by_outcome[Outcome.MISSING] == MISSING[notice] | ALWAYS_MISSING
    assert all(elements[name]["values"] for name in by_outcome[Outcome.PRESENT])
    assert all(elements[name]["who"] for name in by_outcome[Outcome.MISSING])
    assert all(elements[name]["why"] for name in by_outcome[Outcome.NOT_APPLICABLE])
    assert found["missing"] == len(by_outcome[Outcome.MISSING])
    text = str(found["release"])
    assert LOSER not in text
    assert "@" not in text
    assert "Bea" not in text
    assert "canary" not in text


def test_the_performance_notice_carries_the_signed_rating_by_its_code(world: World) -> None:
    found = drafted(told(world), "uk9")
    ticks = {each["id"]: each for each in found["elements"]}
    assert ticks["ratings"]["values"] == ["significantlyBelow"]
    assert ticks["failure-nature"]["values"] == [f"Nothing was bought. write to {MARK} or {MARK}, ask for {MARK}"]


def test_what_the_bands_propose_is_no_rating_until_a_person_signs() -> None:
    (element,) = [each for each in lists.notice("uk9")["elements"] if each["id"] == "ratings"]
    metric = {"id": "C-1/1", "title": "Hours"}
    rated = metric | {"observations": [{"id": "1", "measureClassification": {"id": "met"}}]}
    for metrics, outcome in (([metric, rated], Outcome.MISSING), ([rated], Outcome.PRESENT)):
        contract = {"implementation": {"metrics": metrics}}
        found = ticked([element], {"contracts": [contract]}, {"rated": True})[0]
        assert (found.outcome, found.values) == (outcome, ("met",))


def test_a_notice_of_what_has_not_happened_and_of_another_regime_is_refused(world: World) -> None:
    life = told(world)
    buyer = life.team.buyer
    void = buyer.read(f"/v1/tenders/{life.journey.tender_id}/awards")["items"][0]
    assert buyer.get(f"/v1/awards/{void['id']}/award-notice").json()["code"] == "award.void"
    draft = buyer.make("/v1/tenders", {"title": "Care", "regime": "provider-selection-regime"})
    refused = buyer.get(f"/v1/tenders/{draft['id']}/tender-notice").json()
    assert refused["code"] == "notice.other_regime"
    begun = buyer.make("/v1/tenders", {"title": "Paint", "regime": "procurement-act-2023"})
    early = load(buyer.get(f"/v1/tenders/{begun['id']}/tender-notice").content)
    assert {each["id"] for each in early["elements"] if each["outcome"] == "missing"} >= {
        "value",
        "deadline",
        "criteria",
    }


def test_a_fact_that_nobody_knows_leaves_its_element_to_a_person() -> None:
    element = {
        "id": "a",
        "words": "A",
        "source": "S",
        "status": "read",
        "who": "the buyer",
        "paths": ["lots[].title|tender.title"],
        "only_if": {"fact": "large", "otherwise": "It is small."},
    }
    outcomes = [ticked([element], {}, {"large": known})[0] for known in (None, True, False)]
    assert [each.outcome.value for each in outcomes] == ["missing", "missing", "not_applicable"]
    assert outcomes[2].why == "It is small."
    half = {"lots": [{"title": "x"}, {}], "tender": {"title": "T"}}
    assert ticked([element], half, {"large": True})[0].values == ("T",)
    assert ticked([element], {"lots": [{"title": "x"}, {}]}, {"large": True})[0].outcome is Outcome.MISSING


def test_every_path_and_every_fact_of_the_lists_is_one_that_can_be_followed() -> None:
    step = re.compile(r"[A-Za-z]+(\[\]|\([A-Za-z]+\))?")
    source = inspect.getsource(facts)
    for name in lists.ids():
        for element in lists.notice(name)["elements"]:
            for path in element.get("paths", ()):
                assert all(step.fullmatch(part) for one in path.split("|") for part in one.split(".")), path
            if "only_if" in element:
                assert f'"{element["only_if"]["fact"]}":' in source
