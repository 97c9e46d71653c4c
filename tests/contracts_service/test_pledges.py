"""Every promise that earned points is read out of the winning bid, and nothing that earned none."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.contracts.pledges import Promise, points_of, promises
from app.rubrics.leaves import leaves

LEVELS = [{"mark": "0", "label": "No", "descriptor": "No."}, {"mark": "1", "label": "Yes", "descriptor": "Yes."}]
TREES = {"id": "trees", "title": "Trees planted", "unit": "trees", "adds_up": "sum", "better": "higher"}
STAFF = {"id": "staff", "title": "Local jobs", "unit": "FTE-years", "adds_up": "fte_years", "better": "higher"}


def leaf(leaf_id: str, asks: str, **more: Any) -> dict[str, Any]:
    method = {"words": {"type": "scale", "scale": "s"}, "declaration": {"type": "gate", "consequence": "excluded"}}
    default = {"type": "target", "floor": "0", "target": "9", "better": "higher", "beyond": "cap"}
    return {"id": leaf_id, "title": leaf_id.title(), "asks": asks, "method": method.get(asks, default)} | more


LIBRARY = {"id": "grants", "title": "Grants given", "unit": "GBP", "adds_up": "sum", "better": "higher"}
RUBRIC = {
    "scales": {"s": {"title": "S", "levels": LEVELS}},
    "criteria": [
        leaf("charter", "declaration"),
        {
            "id": "social",
            "title": "Social value",
            "criteria": [
                leaf("trees", "quantity", measure=TREES),
                leaf(
                    "jobs",
                    "quantity",
                    measure=STAFF,
                    quantity={"sum": [["full_time", "1"], ["part_time", "0.5"]], "times": ["years"]},
                ),
                leaf("speed", "quantity", method={"type": "target", "better": "lower"}),
                leaf("method", "words"),
            ],
        },
        leaf("price", "price"),
    ],
}
EARNED = {name: Fraction(5) for name in ("trees", "jobs", "speed", "method", "price")}


def read(answers: list[dict[str, Any]], earned: dict[str, Fraction] | None = None) -> list[Promise]:
    return promises(leaves(RUBRIC), {"price": "1", "answers": answers}, EARNED if earned is None else earned, [LIBRARY])


def test_a_quantity_is_a_promise_in_the_measure_of_the_rubric() -> None:
    (found,) = read([{"criterion": "trees", "quantity": "120", "response": "Oaks."}])
    assert (found.promised, found.measure, found.title) == (Decimal(120), TREES, "Trees planted")
    assert (found.words, found.points, found.criterion_title) == ("Oaks.", "5", "Trees")


def test_a_quantity_of_parts_is_put_together_as_the_rubric_says() -> None:
    (found,) = read([{"criterion": "jobs", "parts": {"full_time": "10", "part_time": "5", "years": "2"}}])
    assert found.promised == Decimal(25)


def test_parts_that_make_more_places_than_can_be_kept_are_kept_in_words_too() -> None:
    (found,) = read([{"criterion": "jobs", "parts": {"full_time": "0", "part_time": "0.0003", "years": "0.5"}}])
    assert found.promised == Decimal("0.0001")
    assert found.words == "Exactly 0.000075."


def test_a_quantity_beyond_measure_stays_in_words() -> None:
    most = "99999999999999.9999"
    (found,) = read([{"criterion": "jobs", "parts": {"full_time": most, "part_time": "0", "years": most}}])
    assert found.promised is None
    assert found.words is not None
    assert found.words.startswith("Exactly 9999")


def test_a_quantity_without_a_measure_leaves_open_how_it_adds_up() -> None:
    (found,) = read([{"criterion": "speed", "quantity": "4"}])
    assert (found.measure["id"], found.measure["adds_up"], found.measure["better"]) == (None, None, "lower")


def test_each_pledge_inside_a_marked_answer_is_a_promise_of_its_own() -> None:
    pledges: list[dict[str, Any]] = [
        {"measure": "trees", "title": "A hedge", "quantity": "40", "unit": None, "words": None},
        {"measure": None, "title": "Laptops given away", "quantity": "12", "unit": "laptops", "words": "To schools."},
        {"measure": None, "title": "An open day", "quantity": None, "unit": None, "words": "In May."},
        {"measure": "grants", "title": "A fund", "quantity": "500", "unit": None, "words": None},
    ]
    hedge, laptops, day, fund = read([{"criterion": "method", "response": "…", "pledges": pledges}])
    assert (hedge.measure, hedge.promised) == (TREES, Decimal(40))
    assert (laptops.measure["adds_up"], laptops.measure["unit"], laptops.promised) == (None, "laptops", Decimal(12))
    assert (day.measure["adds_up"], day.promised, day.words) == ("record_only", None, "In May.")
    assert (fund.measure, fund.promised) == (LIBRARY, Decimal(500))


def test_a_marked_answer_without_a_pledge_is_a_promise_in_words() -> None:
    (found,) = read([{"criterion": "method", "response": "We plant in March.", "pledges": []}])
    assert found.title == "Deliver the method statement submitted for Method"
    assert (found.words, found.promised) == ("We plant in March.", None)


def test_what_earned_nothing_a_gate_and_a_price_are_no_promises() -> None:
    answers: list[dict[str, Any]] = [
        {"criterion": "charter", "declared": True},
        {"criterion": "trees", "quantity": "120"},
        {"criterion": "method", "response": "Nothing much."},
    ]
    assert read(answers, {"trees": Fraction(0), "price": Fraction(40)}) == []


def test_the_smallest_share_of_a_point_is_enough() -> None:
    assert len(read([{"criterion": "trees", "quantity": "1"}], {"trees": Fraction(1, 10**30)})) == 1


def test_points_are_read_exactly_from_the_tree_of_a_result() -> None:
    tree: list[dict[str, Any]] = [
        {"id": "charter", "points": None},
        {"id": "social", "points": {"exact": "20/3"}, "criteria": [{"id": "trees", "points": {"exact": "20/3"}}]},
    ]
    assert points_of(tree) == {"trees": Fraction(20, 3)}
