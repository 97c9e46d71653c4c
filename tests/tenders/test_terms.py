"""A tender says beforehand how it will be evaluated, and nobody changes that once bidders have read it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.tenders import service, terms
from app.tenders.models import Tender
from app.tenders.terms import EvaluationTerms, LotLimit, LotMechanism
from tests.tenders.making import buyer_of, drafted_tender, published_tender
from tests.world import World

LOTS = [{"code": "1", "title": "North"}, {"code": "2", "title": "South"}]
LIMIT: dict[str, Any] = {
    "most": 1,
    "mechanism": "best_total",
    "words": "Each supplier gets the lot in which its total is highest.",
}
STATED: dict[str, Any] = {
    "blind": True,
    "disagreement_percent": "33.3",
    "low_price_percent": "20",
    "weight_uncertainty_percent": "10",
    "lot_limit": LIMIT,
    "key_criteria": {"carbon": ["social-value"]},
}
SILENT = {
    "blind": False,
    "disagreement_percent": "25",
    "low_price_percent": None,
    "weight_uncertainty_percent": None,
    "lot_limit": None,
    "key_criteria": {},
}


def test_a_tender_that_says_nothing_has_the_terms_of_the_service(world: World) -> None:
    made = drafted_tender(world, buyer_of(world))
    assert (made["category"], made["evaluation"]) == (None, SILENT)


def test_what_is_stated_is_kept_published_and_read_by_everybody(world: World) -> None:
    buyer = buyer_of(world)
    made = published_tender(world, buyer, category="services", lots=LOTS, evaluation=STATED)
    assert (made["category"], made["evaluation"]) == ("services", STATED)
    assert buyer_of(world).read(f"/v1/tenders/{made['id']}")["evaluation"] == STATED
    with world.service.database.unit_of_work(write=False) as tx:
        found = service.terms(service.get(tx, UUID(made["id"])))
    assert found == EvaluationTerms(
        blind=True,
        disagreement_percent=Decimal("33.3"),
        low_price_percent=Decimal(20),
        weight_uncertainty_percent=Decimal(10),
        lot_limit=LotLimit(1, LotMechanism.BEST_TOTAL, LIMIT["words"]),
        key_criteria={"carbon": ("social-value",)},
    )


def test_terms_are_edited_as_a_draft_and_never_afterwards(world: World) -> None:
    buyer = buyer_of(world)
    made = drafted_tender(world, buyer, evaluation={"blind": True})
    path = f"/v1/tenders/{made['id']}"
    body = {name: made[name] for name in ("title", "regime", "rubric_id", "value", "starts_on", "ends_on", "closes_at")}
    changed = buyer.put(path, body | {"evaluation": {"blind": False}}, version=made["version"]).json()
    assert changed["evaluation"]["blind"] is False
    published = buyer.make(f"{path}/publish")
    refused = buyer.put(path, body | {"evaluation": {"blind": True}}, version=published["version"])
    assert (refused.status_code, refused.json()["code"]) == (409, "tender.not_draft")
    assert buyer.read(path)["evaluation"]["blind"] is False


@pytest.mark.parametrize(
    ("evaluation", "place"),
    [
        ({"disagreement_percent": "100.1"}, "evaluation.disagreement_percent"),
        ({"disagreement_percent": "-1"}, "evaluation.disagreement_percent"),
        ({"low_price_percent": 20.5}, "evaluation.low_price_percent"),
        ({"weight_uncertainty_percent": "1e1"}, "evaluation.weight_uncertainty_percent"),
        ({"weight_uncertainty_percent": "NaN"}, "evaluation.weight_uncertainty_percent"),
        ({"lot_limit": LIMIT | {"most": 0}}, "evaluation.lot_limit.most"),
        ({"lot_limit": LIMIT | {"most": "1"}}, "evaluation.lot_limit.most"),
        ({"lot_limit": LIMIT | {"mechanism": "dice"}}, "evaluation.lot_limit.mechanism"),
        ({"lot_limit": LIMIT | {"words": "  "}}, "evaluation.lot_limit.words"),
        ({"key_criteria": {"carbon": []}}, "evaluation.key_criteria.carbon"),
        ({"blind": "yes"}, "evaluation.blind"),
        ({"blindly": True}, "evaluation.blindly"),
    ],
)
def test_terms_that_cannot_hold_are_refused_with_their_place(
    world: World, evaluation: dict[str, Any], place: str
) -> None:
    refused = buyer_of(world).post("/v1/tenders", {"title": "A", "lots": LOTS, "evaluation": evaluation})
    assert refused.status_code == 422
    assert [finding["place"] for finding in refused.json()["findings"]] == [f"body.{place}"]


@pytest.mark.parametrize("lots", [[], LOTS[:1]])
def test_a_limit_on_lots_needs_several_lots(world: World, lots: list[dict[str, str]]) -> None:
    refused = buyer_of(world).post("/v1/tenders", {"title": "A", "lots": lots, "evaluation": {"lot_limit": LIMIT}})
    assert (refused.status_code, refused.json()["code"]) == (422, "tender.content")
    assert [finding["place"] for finding in refused.json()["findings"]] == ["body.evaluation.lot_limit"]
    assert "several lots" in refused.json()["detail"]


def test_a_category_that_does_not_exist_is_refused(world: World) -> None:
    refused = buyer_of(world).post("/v1/tenders", {"title": "A", "category": "medicine"})
    assert refused.status_code == 422
    assert refused.json()["findings"][0]["place"] == "body.category"


def test_a_tender_from_before_terms_were_kept_has_those_of_the_service() -> None:
    assert service.terms(Tender(evaluation_terms=None)) == EvaluationTerms()
    assert terms.kept(None) == SILENT


def test_terms_come_back_from_what_is_kept() -> None:
    assert terms.kept(STATED) == STATED
