"""Two results of a lot are compared in words: who left, whose points moved, what moved them, and what did not."""

import copy
import json

from scoring import Findings, Result, evaluate
from scoring.changes import RUBRIC_CHANGED, SAME_ORDER, SAME_RESULT, changes
from scoring.digest import digest
from tests.scoring.builders import (
    Mapping,
    best,
    bid,
    bids,
    gate,
    marked,
    marks,
    priced,
    quantities,
    quantity,
    result,
    rubric,
)
from tests.scoring.random_tenders import tender

FORM = rubric(marked("carbon", "60"), priced("price", "40"))
ACME = bid("a", marks(carbon="4"), price="75", name="Acme")
BROOK = bid("b", marks(carbon="5"), price="100", name="Brook")
CEDAR = bid("c", marks(carbon="2"), price="120", name="Cedar Homes")


def compared(before: Mapping, after: Mapping, form: Mapping = FORM, later: Mapping | None = None) -> Mapping:
    found = changes(result(form, before).to_mapping(), result(later or form, after).to_mapping())
    assert not isinstance(found, Findings), str(found)
    return found


def withdrawn(entry: Mapping, reason: str = "") -> Mapping:
    return entry | {"status": "withdrawn", "reason": reason}


def test_a_withdrawal_that_moves_the_price_points_of_the_others_is_said_in_words() -> None:
    found = compared(bids(ACME, BROOK, CEDAR), bids(withdrawn(ACME, "Insolvency"), BROOK, CEDAR))
    why = "because Acme, whose price was the lowest, was withdrawn"
    assert found["said"] == [
        "Acme was withdrawn (Insolvency).",
        f"Brook's points on Price rose from 30.00 to 40.00 {why}; Brook's own price did not change.",
        f"Cedar Homes' points on Price rose from 25.00 to 33.33 {why}; Cedar Homes' own price did not change.",
        "Cedar Homes moved from rank 3 to rank 2; its total went from 49.00 to 57.33.",
        SAME_ORDER,
        "First place stays with Brook.",
    ]
    [lot] = found["lots"]
    assert {row["cause"] for row in lot["points"]} == {"others"}
    assert {tuple(row["moved_by"]) for row in lot["points"]} == {("a",)}
    assert lot["totals"][0]["change"] == "10"


def test_a_corrected_mark_is_the_bids_own_change() -> None:
    corrected = copy.deepcopy(BROOK)
    corrected["answers"]["carbon"]["mark"] = "1"
    found = compared(bids(ACME, BROOK), bids(ACME, corrected))
    assert found["said"] == [
        "Brook's points on Carbon fell from 60.00 to 12.00 because its own agreed mark changed from 5 to 1.",
        "Acme moved from rank 2 to rank 1; its total stayed the same.",
        "Brook moved from rank 1 to rank 2; its total went from 90.00 to 42.00.",
        "First place went from Brook to Acme.",
    ]
    assert found["lots"][0]["irrelevant"] == []


def test_where_a_relative_formula_turns_the_order_of_bids_that_changed_nothing_it_is_said() -> None:
    # With A's 200 jobs B has 10 of 40 and C 4; without A B has 40 and C 16: B gains 30, C 12.
    form = rubric(marked("carbon", "60"), quantity("jobs", "40", best()))
    others = (
        bid("b", marks(carbon="3") | quantities(jobs="50"), name="Brook"),
        bid("c", marks(carbon="4") | quantities(jobs="20"), name="Cedar"),
    )
    acme = bid("a", marks(carbon="0") | quantities(jobs="200"), name="Acme")
    found = compared(bids(acme, *others), bids(withdrawn(acme), *others), form)
    assert found["lots"][0]["irrelevant"] == [["b", "c"]]
    told = (
        "Brook and Cedar changed nothing, and yet Brook is now before Cedar and was after it: a formula that measures"
    )
    assert any(line.startswith(told) for line in found["said"])
    assert found["said"][-1] == "First place went from Cedar to Brook."


def test_a_bid_that_sets_a_new_best_is_named_as_what_moved_the_others() -> None:
    form = rubric(quantity("jobs", "100", best()))
    before = bids(bid("a", quantities(jobs="5"), name="Acme"), bid("b", quantities(jobs="10"), name="Brook"))
    after = bids(bid("a", quantities(jobs="40"), name="Acme"), bid("b", quantities(jobs="10"), name="Brook"))
    found = compared(before, after, form)
    assert (
        "Brook's points on Jobs fell from 100.00 to 25.00 because Acme, whose quantity is now the best, "
        "changed from 5 to 40; Brook's own quantity did not change."
    ) in found["said"]
    assert any(
        line.startswith("Acme's points on Jobs rose from 50.00 to 100.00 because its own quantity changed")
        for line in found["said"]
    )


def test_a_mean_of_prices_is_said_to_have_moved() -> None:
    method = {
        "type": "mean_price",
        "at_mean_percent": "50",
        "slope": "1",
        "floor_percent": "0",
        "cap_percent": "100",
        "zero_mean": "refuse",
    }
    form = rubric(marked("carbon", "60"), priced("price", "40", method))
    found = compared(bids(ACME, BROOK, CEDAR), bids(ACME, BROOK, withdrawn(CEDAR)), form)
    assert "because the mean of the prices moved from 98.33 to 87.5 when Cedar Homes was withdrawn" in found["said"][1]


def test_an_exclusion_at_a_gate_gives_its_reason_and_a_bid_may_come_back() -> None:
    form = rubric(gate("charter"), marked("carbon", "60"), priced("price", "40"))
    passing = {"charter": {"passed": True}}
    acme = ACME | {"answers": ACME["answers"] | passing}
    brook = BROOK | {"answers": BROOK["answers"] | passing}
    failing = acme | {"answers": ACME["answers"] | {"charter": {"passed": False}}}
    there, back = (
        compared(bids(acme, brook), bids(failing, brook), form),
        compared(bids(failing, brook), bids(acme, brook), form),
    )
    assert there["said"][0] == "Acme was excluded (Charter: not passed)."
    assert back["said"][0] == "Acme was readmitted."
    assert compared(bids(acme), bids(acme, brook), form)["said"][0] == "Brook was added."
    assert compared(bids(acme, brook), bids(acme), form)["said"][0] == "Brook is no longer among the bids."


def test_where_nothing_changed_it_says_so_and_where_only_totals_changed_the_order_is_said_to_stand() -> None:
    assert compared(bids(ACME, BROOK), bids(ACME, BROOK))["said"] == [SAME_RESULT]
    lower = copy.deepcopy(ACME)
    lower["answers"]["carbon"]["mark"] = "3"
    said = compared(bids(ACME, BROOK), bids(lower, BROOK))["said"]
    assert SAME_ORDER in said
    assert said[-1] == "First place stays with Brook."


def test_another_rubric_is_named_first() -> None:
    later = rubric(marked("carbon", "50"), priced("price", "50"))
    found = compared(bids(ACME, BROOK), bids(ACME, BROOK), FORM, later)
    assert found["said"][0] == RUBRIC_CHANGED
    assert "because the weight of Carbon changed from 60% to 50%" in found["said"][1]
    assert {row["cause"] for row in found["lots"][0]["points"]} == {"rubric"}


def test_when_the_last_bid_leaves_nobody_is_first() -> None:
    found = compared(bids(ACME), bids(withdrawn(ACME)))
    assert found["said"][-1] == "First place went from Acme to nobody."


def test_documents_that_cannot_be_compared_are_refused_with_the_reason() -> None:
    one = result(FORM, bids(ACME, BROOK)).to_mapping()
    tampered = copy.deepcopy(one)
    tampered["lots"][0]["ranking"][0]["rank"] = 2
    found = changes(one, tampered)
    assert isinstance(found, Findings)
    assert (found.codes, found[0].place) == (("digest.differs",), "after.digests")
    assert changes(one, one, "7").codes == ("lot.unknown",)  # type: ignore[union-attr]
    other = result(FORM, bids(ACME, BROOK) | {"lots": ["2"]}).to_mapping()
    assert changes(one, other).codes == ("lot.unknown",)  # type: ignore[union-attr]
    assert isinstance(changes({}, []), Findings)  # type: ignore[arg-type]


def test_the_changes_are_a_document_that_names_both_results() -> None:
    found = compared(bids(ACME, BROOK), bids(withdrawn(ACME), BROOK))
    assert found["before"] != found["after"]
    assert found["digest"] == digest({key: value for key, value in found.items() if key != "digest"})
    assert json.loads(json.dumps(found)) == found


def test_on_hundreds_of_random_withdrawals_every_change_has_a_cause_and_every_turn_of_the_order_is_told() -> None:
    compared_pairs = turned = 0
    for seed in range(150):
        form, offers = tender(seed)
        left = offers | {"bids": [withdrawn(offers["bids"][0]), *offers["bids"][1:]]}
        before, after = evaluate(form, offers, trace=False), evaluate(form, left, trace=False)
        if not isinstance(before, Result) or not isinstance(after, Result):
            continue
        found = changes(before.to_mapping(), after.to_mapping())
        assert not isinstance(found, Findings)
        [lot] = found["lots"]
        # Nobody but the withdrawn bid changed, so whatever moved was moved by it.
        assert all(row["cause"] == "others" and row["moved_by"] == [offers["bids"][0]["id"]] for row in lot["points"])
        assert (
            lot["order_changed"]
            == bool(lot["irrelevant"])
            == (SAME_ORDER not in found["said"] and found["said"] != [SAME_RESULT])
        )
        compared_pairs += 1
        turned += lot["order_changed"]
    assert compared_pairs > 100
    assert turned > 0
