"""A rubric read through a framework shows every question once or more, weighed exactly, and what is left out."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.rubrics.leaves import leaves
from app.rubrics.packs import every, find
from tests.tenders.making import buyer_of, marked, published_rubric, rubric_document
from tests.world import World


@pytest.mark.parametrize("framework", ["trust-pillars", "health-anchors-five-ways", "ics-four-aims"])
def test_every_question_of_a_pack_stands_under_a_heading_or_under_unmapped(world: World, framework: str) -> None:
    buyer = buyer_of(world)
    made = buyer.make("/v1/rubrics", {"pack": "local-wage-carbon"})
    seen = buyer.read(f"/v1/rubrics/{made['id']}/lens/{framework}")
    (lot,) = seen["lots"]
    assert lot["lot"] is None
    under = {one["id"] for heading in lot["headings"] for one in heading["criteria"]}
    left = {one["id"] for one in lot["unmapped"]}
    assert under.isdisjoint(left)
    assert under | left == {leaf.id for leaf in leaves(made["body"])}
    weights = {one["id"]: Fraction(one["effective_weight"]) for h in lot["headings"] for one in h["criteria"]}
    weights |= {one["id"]: Fraction(one["effective_weight"]) for one in lot["unmapped"]}
    assert sum(weights.values()) == 100
    for heading in lot["headings"]:
        assert Fraction(heading["effective_weight"]) == sum(weights[one["id"]] for one in heading["criteria"])


def test_a_framework_that_does_not_exist_is_not_found(world: World) -> None:
    buyer = buyer_of(world)
    rubric = published_rubric(buyer)
    refused = buyer.get(f"/v1/rubrics/{rubric['id']}/lens/no-such")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_a_rubric_with_lots_is_shown_lot_by_lot(world: World) -> None:
    buyer = buyer_of(world)
    document = rubric_document()
    quality = document["criteria"][2]
    quality["criteria"] = [
        marked("delivery", "70"),
        marked("north", "30", lots=["1"]),
        marked("south", "30", lots=["2"]),
    ]
    rubric = published_rubric(buyer, document)
    seen = buyer.read(f"/v1/rubrics/{rubric['id']}/lens/trust-pillars")
    assert [lot["lot"] for lot in seen["lots"]] == ["1", "2"]
    asked = [{one["id"]: one["effective_weight"] for one in lot["unmapped"]} for lot in seen["lots"]]
    assert asked[0] == {"charter": "0", "price": "40", "delivery": "42", "north": "18"}
    assert asked[1] == {"charter": "0", "price": "40", "delivery": "42", "south": "18"}


def test_a_section_binds_the_lots_of_what_it_holds() -> None:
    document = rubric_document()
    quality = document["criteria"][2]
    quality["lots"] = ["1", "2"]
    quality["criteria"][0]["lots"] = ["2", "3"]
    read = {leaf.id: leaf for leaf in leaves(document)}
    assert read["delivery"].lots == ("2",)
    assert read["carbon"].lots == ("1", "2")
    assert read["price"].lots is None
    assert read["price"].in_lot("anything")
    assert not read["delivery"].in_lot("1")


def test_leaves_carry_what_bidders_and_evaluators_need() -> None:
    document = rubric_document()
    document["criteria"][2]["criteria"][0] |= {"word_limit": "500", "guidance": "Be brief."}
    delivery = leaves(document)[2]
    assert (delivery.id, delivery.path, delivery.section_ids) == ("delivery", ("Quality",), ("quality",))
    assert (delivery.method_type, delivery.asks, delivery.weight_text) == ("scale", "words", "70")
    assert (delivery.word_limit, delivery.guidance) == (500, "Be brief.")
    assert delivery.scale_marks == tuple(Decimal(mark) for mark in range(6))
    gate = leaves(document)[0]
    assert (gate.method_type, gate.scale_marks, gate.weight_text) == ("gate", None, None)


def test_every_pack_can_be_read_as_leaves() -> None:
    for pack in every():
        assert all(leaf.id and leaf.title for leaf in leaves(pack.rubric))
    house = find("local-wage-carbon")
    assert house is not None
    assert any(leaf.measure for leaf in leaves(house.rubric))
