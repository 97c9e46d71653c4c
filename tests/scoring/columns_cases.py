"""Draws tenders that go to the edges: every method, halves and thirds, zeros, ties, exclusions, lots, long numbers."""

import random
from typing import TYPE_CHECKING, Any

from tests.scoring.builders import Mapping, bid, bids, gate, marked, priced, quantity, rubric, section

if TYPE_CHECKING:
    from collections.abc import Callable

PERCENTS = ("0", "12.5", "25", "33.3333333333", "50", "66.67", "80", "100")


class Draw:
    """A tender drawn by chance; the same seed draws the same one."""

    def __init__(self, seed: int, *, most_bids: int = 9) -> None:
        """Draw rubric and bids."""
        self.chance = random.Random(seed)  # noqa: S311 - the same tender for the same seed is the point
        self.contract = {"value": self.one("1000000", "1200000.50", "3"), "years": self.one("3", "2.5")}
        self.lots = self.one(["1"], ["1"], ["1", "2"])
        self.rubric = self._rubric()
        self.bids = self._bids(most_bids)

    def one(self, *of: Any) -> Any:
        return self.chance.choice(of)

    def seldom(self, times: int) -> bool:
        """Return True once in so many times."""
        return self.whole(1, times) == 1

    def whole(self, least: int, most: int) -> int:
        return self.chance.randint(least, most)

    def _weights(self, count: int) -> list[str]:
        if self.seldom(2) and 100 % count == 0:
            return [str(100 // count)] * count
        cuts = sorted(self.chance.sample(range(1, 1000), count - 1))
        tenths = [end - start for start, end in zip([0, *cuts], [*cuts, 1000], strict=True)]
        return [f"{part // 10}.{part % 10}" for part in tenths]

    def _rubric(self) -> Mapping:
        self.ratio = self.seldom(4)
        weights = self._weights(self.whole(2, 5))
        nodes = [self._leaf(f"c{place}", weight) for place, weight in enumerate(weights)]
        if self.seldom(2):
            inner = self._weights(2)
            kinds = self.one((self._absolute, self._absolute), (self._leaf, self._leaf))
            inside = [kinds[place](f"d{place}", inner[place]) for place in (0, 1)]
            more: Mapping = {}
            if kinds[0] == self._absolute and self.seldom(2):
                more = {"minimum": {"share_percent": self.one(*PERCENTS[1:6]), "consequence": self._consequence()}}
            nodes[-1] = section("inner", weights[-1], *inside, **more)
        if len(self.lots) > 1 and "criteria" not in nodes[-1]:
            # One criterion for each lot in the place of one for both; weights still make 100 in each.
            nodes[-1:] = [nodes[-1] | {"id": f"lot{lot}", "lots": [lot]} for lot in self.lots]
        nodes += [gate(f"g{place}", self._consequence()) for place in range(self.whole(0, 1))]
        nodes += [quantity("noted", None, {"type": "record"})] * self.whole(0, 1)
        steps: list[Mapping] = [
            {"by": "criterion", "criterion": nodes[0]["id"]},
            {"by": "price"},
            {"by": "criterion", "criterion": self.one(*[node["id"] for node in nodes if "weight" in node])},
        ]
        tie_break = self.chance.sample(steps, self.whole(0, 2)) + [{"by": "shared"}] * self.one(0, 1, 1, 1, 1)
        fields: Mapping = {
            "tie_break": tie_break or [{"by": "shared"}],
            "rounding": {
                "places": self.one("0", "2", "2", "4", "10"),
                "mode": self.one("half_up", "half_even", "down"),
            },
        }
        if self.ratio:
            nodes.append(priced("price", None))
            fields["aggregation"] = self.one(
                {"method": "price_per_quality_point", "price": "price"},
                {"method": "quality_price_index", "price": "price", "per": self.one("1000", "3")},
                {"method": "monetised_quality", "price": "price", "willingness_to_pay": self.one("5000", "33.3")},
            )
        return rubric(*nodes, **fields)

    def _consequence(self) -> str:
        return str(self.one("excluded", "excluded", "recorded"))

    def _leaf(self, name: str, weight: str) -> Mapping:
        kinds: list[Callable[[str, str], Mapping]] = [self._absolute, self._absolute, self._of_best]
        kinds += [] if self.ratio else [self._price]
        leaf: Mapping = self.one(*kinds)(name, weight)
        return leaf

    def _absolute(self, name: str, weight: str) -> Mapping:
        kind = self.one("mark", "mark", "points", "bands", "target", "value")
        if kind in {"mark", "points"}:
            leaf = marked(name, weight)
            if kind == "points":
                shares = sorted(self.chance.sample(PERCENTS, 6), key=float)
                leaf["method"] = leaf["method"] | {"points": {str(n): share for n, share in enumerate(shares)}}
            if self.seldom(3):
                leaf["minimum"] = {"mark": str(self.whole(1, 2)), "consequence": self._consequence()}
            return leaf
        method = self._value(self._plain()) if kind == "value" else self._plain()
        leaf = quantity(name, weight, method) | self._normalised()
        if self.seldom(3):
            leaf["minimum"] = {"share_percent": self.one(*PERCENTS[1:4]), "consequence": self._consequence()}
        return leaf

    def _plain(self) -> Mapping:
        better = self.one("higher", "lower")
        if self.seldom(2):
            low, high = self.one(("0", "7"), ("-3.5", "12"), ("10", "30"), ("0", "0.3333333333333333"))
            floor, goal = (low, high) if better == "higher" else (high, low)
            return {"type": "target", "floor": floor, "target": goal, "better": better, "beyond": "cap"}
        count = self.one(2, 3, 30)
        firsts = sorted(self.chance.sample(range(-1, 40), count))
        shares = sorted((self.one(*PERCENTS) for _ in firsts), key=float, reverse=better == "lower")
        bands = [{"from": f"{first}.5", "share_percent": share} for first, share in zip(firsts, shares, strict=True)]
        return {"type": "banded", "bands": bands, "better": better, "below": self.one("none", "none", "refuse")}

    def _value(self, then: Mapping) -> Mapping:
        rows = [{"from": "2024-01-01", "value": self.one("268.97", "0.3333")}]
        return {"type": "unit_value", "values": rows, "unit": "t", "currency": "GBP", "on": "2026-01-01", "then": then}

    def _of_best(self, name: str, weight: str) -> Mapping:
        method = {
            "type": "relative_to_best",
            "better": self.one("higher", "lower"),
            "at_zero": self.one("none", "full", "refuse"),
        }
        method = self._value(method) if self.seldom(3) else method
        return quantity(name, weight, method) | self._normalised()

    def _normalised(self) -> Mapping:
        if not self.seldom(3):
            return {}
        by = self.one("price", "contract_value", "contract_years")
        return {"normalise": {"by": by, "per": self.one("1", "1000000", "0.7")}}

    def _price(self, name: str, weight: str) -> Mapping:
        zero = self.one("refuse", "full_marks")
        return priced(
            name,
            weight,
            self.one(
                {"type": "lowest_price", "zero_price": zero},
                {
                    "type": "percentage_above_lowest",
                    "factor": self.one("1", "2.5"),
                    "floor_percent": self.one("0", "10"),
                    "zero_price": zero,
                },
                {
                    "type": "mean_price",
                    "at_mean_percent": "50",
                    "slope": self.one("1", "0.3333"),
                    "floor_percent": self.one("0", "12.5"),
                    "cap_percent": self.one("100", "87.5"),
                    "zero_mean": zero,
                },
            ),
        )

    def _bids(self, most: int) -> Mapping:
        leaves = [leaf for node in self.rubric["criteria"] for leaf in node.get("criteria", [node])]
        shape = self.one("small", "small", "small", "long", "wide", "huge")
        entries: list[Mapping] = []
        for place in range(self.whole(0, most)):
            if entries and self.seldom(4):
                entries.append(entries[-1] | {"id": f"B{place}"})
                continue
            lots = self.one(self.lots, self.lots, self.lots[:1])
            asked = [leaf for leaf in leaves if set(leaf.get("lots", lots)) & set(lots)]
            answers = {leaf["id"]: self._answer(leaf, shape) for leaf in asked if self._is_answered(leaf)}
            if any(answers.get(leaf["id"]) == {"passed": False} for leaf in asked) and self.seldom(2):
                # A bid that a gate keeps out need not have been marked any further.
                answers = {name: answer for name, answer in answers.items() if answer == {"passed": False}}
            price = self._amount(shape, least=self.one(0, 1, 1, 1))
            status: Mapping = self.one({}, {}, {}, {}, {"status": "withdrawn"})
            prices = price if self.seldom(2) else {lot: self._amount(shape, least=1) for lot in lots}
            entries.append(bid(f"B{place}", answers, price=prices, lots=lots, **status))
        return bids(*entries, lots=self.lots, contract=self.contract)

    def _is_answered(self, leaf: Mapping) -> bool:
        """Say whether a criterion has an answer of its own; a price seldom has."""
        return leaf["asks"] != "price" or self.seldom(4)

    def _answer(self, leaf: Mapping, shape: str) -> Mapping:
        if leaf["asks"] == "words":
            return {"mark": str(self.whole(0, 5))}
        if leaf["asks"] == "declaration":
            return {"passed": not self.seldom(4)}
        return {"price" if leaf["asks"] == "price" else "quantity": self._amount(shape, least=0)}

    def _amount(self, shape: str, *, least: int) -> str:
        if shape == "small":
            quarters = f"{self.whole(least, 30)}.{self.whole(0, 3) * 25:02d}"
            return str(self.whole(least, 12)) if self.seldom(2) else quarters
        if shape in {"wide", "huge"}:
            return f"{self.whole(least, 10 ** (7 if shape == 'wide' else 16))}.{self.whole(0, 99):02d}"
        return f"{self.whole(least, 10**28)}.{self.whole(0, 10**18):018d}"
