"""Lots under a limit: each mechanism as published, nobody over the limit, the best total truly the best, all said."""

from fractions import Fraction
from itertools import product
from random import Random
from time import perf_counter

import pytest

from scoring import Findings
from scoring.lots import MECHANISMS, Allocation, LotRanking, Mechanism, Placed, Preferences, allocate, ranking_of
from tests.scoring.builders import bid, bids, marked, marks, result, rubric


def ranking(lot: str, *offers: tuple[str, str], left_out: tuple[str, ...] = ()) -> LotRanking:
    """Return a lot with the totals of its suppliers; equal totals share a rank."""
    rows = sorted(offers, key=lambda row: -Fraction(row[1]))
    totals = [Fraction(total) for _, total in rows]
    placed = [
        Placed(name, f"Firm {name}", 1 + sum(other > total for other in totals), total)
        for (name, _), total in zip(rows, totals, strict=True)
    ]
    return LotRanking(lot, tuple(placed), left_out)


def allocation(
    rankings: list[LotRanking], limit: int, mechanism: Mechanism, preferences: Preferences | None = None
) -> Allocation:
    found = allocate(rankings, limit, mechanism, preferences)
    assert isinstance(found, Allocation), str(found)
    return found


def winners(found: Allocation) -> dict[str, str | None]:
    return {award.lot: None if award.winner is None else award.winner.supplier for award in found.awards}


THREE = [
    ranking("1", ("A", "90"), ("B", "80"), ("C", "10")),
    ranking("2", ("A", "85"), ("B", "84")),
    ranking("3", ("A", "70"), ("C", "60")),
]


def test_in_lot_order_whoever_has_won_its_limit_is_passed_over_from_then_on() -> None:
    found = allocation(THREE, 1, "lot_order")
    assert winners(found) == {"1": "A", "2": "B", "3": "C"}
    why = "is passed over: it has lot 1, awarded before it, and no supplier may win more than 1 lot."
    assert found.said == (
        "Lot 1: Firm A wins, ranked first.",
        f"Lot 2: Firm A, ranked 1, {why}",
        "Lot 2: Firm B wins, ranked 2, the next that may win it.",
        f"Lot 3: Firm A, ranked 1, {why}",
        "Lot 3: Firm C wins, ranked 2, the next that may win it.",
    )


def test_by_preference_a_supplier_keeps_the_lot_that_it_wants_most() -> None:
    found = allocation(THREE, 1, "bidder_preference", {"A": ["3", "1", "2"]})
    assert winners(found) == {"1": "B", "2": None, "3": "A"}
    assert "Lot 2 is left without a winner: all its 2 ranked bids were passed over." in found.said
    assert any("it has lot 3, which it prefers" in line for line in found.said)


def test_where_nothing_was_stated_the_published_order_of_lots_is_taken() -> None:
    found = allocation(THREE, 1, "bidder_preference")
    assert winners(found) == winners(allocation(THREE, 1, "lot_order"))
    assert "as it stated no preference" in found.award("2").passed_over[0].said
    assert winners(allocation(THREE, 1, "bidder_preference", {"A": ["2"]})) == {"1": "B", "2": "A", "3": "C"}


def test_the_best_total_is_the_combination_with_the_highest_sum_and_says_what_was_considered() -> None:
    found = allocation(THREE, 1, "best_total")
    # 90 + 84 + 60 = 234, against 85 + 80 + 60 = 225.
    assert winners(found) == {"1": "A", "2": "B", "3": "C"}
    combinations = found.combinations
    assert combinations is not None
    assert (combinations.count, combinations.total, combinations.total_without_limit) == (
        36,
        Fraction(234),
        Fraction(245),
    )
    assert combinations.said == (
        "Of 36 combinations of awards 22 keep to the limit of 1 lot for each supplier. "
        "The awards have the highest sum of totals of them, 234.00; without the limit it would be 245.00."
    )
    assert combinations.listed[0] == ({"1": "A", "2": "B", "3": "C"}, Fraction(234))
    assert len(combinations.listed) == 22


def test_a_limit_that_nobody_reaches_changes_nothing() -> None:
    for mechanism in MECHANISMS:
        found = allocation(THREE, 3, mechanism)
        assert winners(found) == {"1": "A", "2": "A", "3": "A"}
        assert not any(award.passed_over for award in found.awards)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_limit_may_leave_a_lot_without_a_winner_and_that_is_said(mechanism: Mechanism) -> None:
    found = allocation([ranking("1", ("A", "90")), ranking("2", ("A", "80"))], 1, mechanism)
    assert winners(found) == {"1": "A", "2": None}
    assert found.award("2").said == "Lot 2 is left without a winner: its only ranked bid was passed over."
    assert found.award("2").passed_over[0].placed.supplier == "A"


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_lot_without_bids_or_with_excluded_bids_only_says_so(mechanism: Mechanism) -> None:
    found = allocation([ranking("1"), ranking("2", left_out=("Firm X", "Firm Y"))], 1, mechanism)
    assert found.award("1").said == "Lot 1 is left without a winner: no bid was made for it."
    assert "Firm X and Firm Y had been excluded or withdrawn" in found.award("2").said


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_shared_first_place_is_never_parted_by_name_or_order(mechanism: Mechanism) -> None:
    found = allocation([ranking("1", ("B", "90"), ("A", "90"), ("C", "5"))], 1, mechanism)
    award = found.award("1")
    assert award.winner is None
    assert sorted(one.supplier for one in award.tied) == ["A", "B"]
    assert "has no winner yet" in award.said
    assert award.passed_over == ()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_shared_first_place_goes_to_the_only_one_of_them_that_may_still_win(mechanism: Mechanism) -> None:
    lots = [ranking("1", ("A", "99")), ranking("2", ("A", "90"), ("B", "90"))]
    assert winners(allocation(lots, 1, mechanism, {"A": ["1", "2"]})) == {"1": "A", "2": "B"}


def test_of_equal_sums_the_first_lot_goes_to_the_better_placed() -> None:
    lots = [ranking("1", ("A", "80"), ("B", "70")), ranking("2", ("A", "90"), ("B", "80"))]
    assert winners(allocation(lots, 1, "best_total")) == {"1": "A", "2": "B"}


def test_where_a_lower_figure_is_better_the_most_lots_are_awarded_at_the_lowest_sum() -> None:
    rows = [
        LotRanking("1", (Placed("A", "Firm A", 1, Fraction(10)), Placed("B", "Firm B", 2, Fraction(11)))),
        LotRanking("2", (Placed("A", "Firm A", 1, Fraction(10)), Placed("B", "Firm B", 2, Fraction(90)))),
    ]
    found = allocate(rows, 1, "best_total", lower_is_better=True)
    assert isinstance(found, Allocation)
    assert winners(found) == {"1": "B", "2": "A"}
    assert "Of those that award the most lots, the awards have the lowest sum" in found.said[-1]


def random_lots(chance: Random, lots: int, suppliers: int) -> list[LotRanking]:
    """Return lots where some suppliers bid, with totals that often tie across lots but not within one."""
    found = []
    for lot in range(lots):
        names = chance.sample([f"S{n:02d}" for n in range(suppliers)], chance.randint(0, suppliers))
        totals = chance.sample(range(1, 3 * suppliers + 1), len(names))
        found.append(ranking(str(lot + 1), *((name, f"{total}/3") for name, total in zip(names, totals, strict=True))))
    return found


def brute_force(rankings: list[LotRanking], limit: int) -> tuple[Fraction, tuple[int, ...]]:
    """Return the highest sum and, of the combinations that have it, the best ranks lot by lot (nobody comes last)."""
    best: tuple[Fraction, tuple[int, ...]] | None = None
    for row in product(*[(*one.placed, None) for one in rankings]):
        names = [one.supplier for one in row if one is not None]
        if any(names.count(name) > limit for name in names):
            continue
        key = (
            sum((one.total for one in row if one is not None), Fraction(0)),
            tuple(-99 if one is None else -one.rank for one in row),
        )
        best = key if best is None else max(best, key)
    assert best is not None
    return best


def test_the_best_total_is_what_trying_every_combination_finds() -> None:
    for seed in range(300):
        chance = Random(seed)  # noqa: S311 - a seed repeats a case; nothing here is a secret
        lots, limit = random_lots(chance, chance.randint(1, 4), chance.randint(1, 4)), chance.randint(1, 3)
        found = allocation(lots, limit, "best_total")
        sums = sum((one.winner.total for one in found.awards if one.winner), Fraction(0))
        ranks = tuple(-99 if one.winner is None else -one.winner.rank for one in found.awards)
        assert (sums, ranks) == brute_force(lots, limit), seed


def test_thirty_lots_and_twenty_suppliers_are_fast_and_no_exchange_would_raise_the_sum() -> None:
    lots = random_lots(Random(1), 30, 20)  # noqa: S311 - as above
    started = perf_counter()
    found = allocation(lots, 2, "best_total")
    assert perf_counter() - started < 5  # a few tenths of a second, on a machine that is not busy
    assert found.combinations is not None
    assert found.combinations.within_limit is None
    assert "by an exact assignment and not one by one" in found.said[-1]
    assert not improvable(lots, found, 2)
    assert improvable(lots, allocation(lots, 2, "lot_order"), 2)


def improvable(rankings: list[LotRanking], found: Allocation, limit: int) -> bool:
    """Say whether some chain of exchanges raises the sum: there is none exactly if no cycle of them gains (Klein 1967).

    Nodes are lots, suppliers and "nobody". A lot may leave its holder for another supplier, a supplier with room to
    spare may take one more, a full one has to give up one of its lots.
    """
    totals = {(one.lot, placed.supplier): placed.total for one in rankings for placed in one.placed}
    holder = winners(found)
    counts = {name: sum(who == name for who in holder.values()) for name in {name for _, name in totals}}
    edges: list[tuple[str, str, Fraction]] = []
    for lot, who in holder.items():
        own = Fraction(0) if who is None else totals[lot, who]
        edges += [
            (f"lot {lot}", f"by {name}", total - own)
            for (code, name), total in totals.items()
            if code == lot and name != who
        ]
        edges.append((f"lot {lot}", "free", -own))
        edges.append(("free" if who is None else f"by {who}", f"lot {lot}", Fraction(0)))
    edges += [(f"by {name}", "free", Fraction(0)) for name, count in counts.items() if count < limit]
    edges += [("free", f"by {name}", Fraction(0)) for name, count in counts.items() if count > 0]
    gains = {node: Fraction(0) for edge in edges for node in edge[:2]}
    for _ in gains:
        moved = False
        for start, end, gain in edges:
            if gains[start] + gain > gains[end]:
                gains[end], moved = gains[start] + gain, True
        if not moved:
            return False
    return True


def test_no_mechanism_gives_anybody_more_than_the_limit_and_none_passes_over_without_reason() -> None:
    for seed in range(60):
        chance = Random(seed)  # noqa: S311 - as above
        lots, limit = random_lots(chance, 6, 5), chance.randint(1, 3)
        wishes = {f"S{n:02d}": chance.sample([one.lot for one in lots], 6) for n in range(5)}
        for mechanism in MECHANISMS:
            found = allocation(lots, limit, mechanism, wishes)
            names = [name for name in winners(found).values() if name is not None]
            assert all(names.count(name) <= limit for name in names)
            assert all(one.said for award in found.awards for one in award.passed_over)
            if mechanism != "best_total":
                assert all(
                    names.count(one.placed.supplier) == limit for award in found.awards for one in award.passed_over
                )


def test_by_preference_nobody_would_rather_have_a_lot_for_which_it_is_better_placed() -> None:
    for seed in range(200):
        chance = Random(seed)  # noqa: S311 - as above
        lots, limit = random_lots(chance, 6, 5), chance.randint(1, 3)
        wishes = {f"S{n:02d}": chance.sample([one.lot for one in lots], 6) for n in range(5)}
        found = allocation(lots, limit, "bidder_preference", wishes)
        held = {name: [lot for lot, who in winners(found).items() if who == name] for name in wishes}
        for award in found.awards:
            for one in award.passed_over:
                wish = wishes[one.placed.supplier]
                assert all(wish.index(lot) < wish.index(award.lot) for lot in held[one.placed.supplier])
        turned = allocation(lots[::-1], limit, "bidder_preference", wishes)
        assert winners(turned) == dict(reversed(winners(found).items()))


def test_a_ranking_is_read_from_a_result_with_its_suppliers_and_those_left_out() -> None:
    form = rubric(marked("carbon", "100", minimum={"mark": "1", "consequence": "excluded"}))
    offers = bids(bid("b1", marks(carbon="4")), bid("b2", marks(carbon="0")))
    [lot] = result(form, offers).to_mapping()["lots"]
    found = ranking_of(lot, {"b1": "supplier-1"})
    assert found.placed == (Placed("supplier-1", "Firm b1", 1, Fraction(80), "b1"),)
    assert found.left_out == ("Firm b2",)
    mapping = allocation([found], 1, "best_total").to_mapping()
    assert mapping["lots"][0]["winner"]["total"] == {"exact": "80", "shown": "80.00"}


def test_bad_input_is_refused_with_every_finding() -> None:
    twice = [LotRanking("1", (Placed("A", "A", 2, Fraction(1)), Placed("A", "A", 1, Fraction(1)))), LotRanking("1", ())]
    found = allocate(twice, 0, "by_lot", {"A": ["9", "1", "1"]})  # type: ignore[arg-type]
    assert isinstance(found, Findings)
    assert set(found.codes) == {
        "lot_limit.malformed",
        "choice.unknown",
        "lot.duplicate",
        "supplier.duplicate",
        "rank.order",
        "lot.unknown",
    }
    assert isinstance(allocate([], -1, "lot_order"), Findings)
    assert isinstance(allocate([], 1, "best_total"), Allocation)
