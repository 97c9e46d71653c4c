"""Random tenders from a seed, thousands of them in seconds, with every method, minimum, tie-break and aggregation."""

from random import Random

from tests.scoring.builders import Mapping, best, bid, bids, marked, priced, quantity, rubric, section, target

AGGREGATIONS: list[Mapping | None] = [
    None,
    None,
    None,
    {"method": "price_per_quality_point", "price": "price"},
    {"method": "quality_price_index", "price": "price", "per": "1"},
    {"method": "monetised_quality", "price": "price", "willingness_to_pay": "3"},
]
TIES: list[list[Mapping]] = [
    [{"by": "shared"}],
    [{"by": "price"}, {"by": "shared"}],
    [{"by": "criterion", "criterion": "c0"}, {"by": "price"}, {"by": "shared"}],
    [{"by": "criterion", "criterion": "c1"}, {"by": "price"}],
]


def tender(seed: int, *, most_bids: int = 5, highest_price: int = 60) -> tuple[Mapping, Mapping]:
    """Return a rubric and complete bids for it; prices are in hundredths, up to `highest_price` of them."""
    chance = Random(seed)  # noqa: S311 - a seed repeats a tender; nothing here is a secret
    aggregation = chance.choice(AGGREGATIONS)
    names = [f"c{place}" for place in range(chance.randint(2, 4))]
    top = _weights(chance, len(names) + (aggregation is None))
    nodes = [_leaf(chance, name, weight) for name, weight in zip(names, top, strict=False)]
    if chance.random() < 0.4:
        inside = _weights(chance, 2)
        within = [_leaf(chance, f"d{place}", weight) for place, weight in enumerate(inside)]
        nodes[-1] = section(names[-1], top[len(names) - 1], *within, **_minimum(chance, within))
    price = priced("price", None) if aggregation else priced("price", top[-1], _price_method(chance))
    form = rubric(*nodes, price, tie_break=chance.choice(TIES), aggregation=aggregation or {"method": "weighted_sum"})
    leaves = [leaf for node in nodes for leaf in node.get("criteria", [node])]
    entries = [
        bid(f"B{place}", {leaf["id"]: _answer(chance, leaf) for leaf in leaves}, price=_money(chance, highest_price))
        for place in range(chance.randint(2, most_bids))
    ]
    chance.shuffle(entries)
    return form, bids(*entries)


def _weights(chance: Random, count: int) -> list[str]:
    """Return weights above 0 that make exactly 100, often round ones, because round ones tie."""
    step = chance.choice([5, 10]) if chance.random() < 0.7 else 1
    cuts = sorted(chance.sample(range(step, 100, step), count - 1))
    return [str(end - start) for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]


def _leaf(chance: Random, name: str, weight: str) -> Mapping:
    if chance.random() < 0.6:
        minimum = {"minimum": {"mark": "1", "consequence": "excluded"}} if chance.random() < 0.25 else {}
        return marked(name, weight, **minimum)
    more: Mapping = {"normalise": {"by": "price", "per": "1"}} if chance.random() < 0.4 else {}
    return quantity(name, weight, _quantity_method(chance), **more)


def _quantity_method(chance: Random) -> Mapping:
    bands = [{"from": "0", "share_percent": "0"}, {"from": "20", "share_percent": "40"}]
    bands.append({"from": "50", "share_percent": "100"})
    method: Mapping = chance.choice(
        [
            best(),
            best("lower", "full"),
            target("5", "60"),
            target("60", "5", "lower"),
            {"type": "banded", "bands": bands, "better": "higher", "below": "none"},
        ]
    )
    if chance.random() < 0.2:
        values = [{"from": "2026-01-01", "value": "1.5"}]
        return {"type": "unit_value", "values": values, "unit": "hour", "on": "2026-01-02", "then": method}
    return method


def _price_method(chance: Random) -> Mapping:
    methods: list[Mapping] = [
        {"type": "lowest_price", "zero_price": "refuse"},
        {"type": "lowest_price", "zero_price": "full_marks"},
        {"type": "percentage_above_lowest", "factor": "1.5", "floor_percent": "10", "zero_price": "refuse"},
        {
            "type": "mean_price",
            "at_mean_percent": "50",
            "slope": chance.choice(["1", "2"]),
            "floor_percent": chance.choice(["0", "20"]),
            "cap_percent": chance.choice(["80", "100"]),
            "zero_mean": "refuse",
        },
    ]
    return chance.choice(methods)


def _minimum(chance: Random, within: list[Mapping]) -> Mapping:
    relative = [leaf for leaf in within if "relative_to_best" in str(leaf["method"])]
    if relative or chance.random() < 0.5:
        return {}
    return {"minimum": {"share_percent": chance.choice(["10", "30"]), "consequence": "excluded"}}


def _answer(chance: Random, leaf: Mapping) -> Mapping:
    if leaf["asks"] == "words":
        return {"mark": str(chance.randint(0, 5))}
    return {"quantity": str(chance.randint(1, 80))}


def _money(chance: Random, highest: int) -> str:
    hundredths = chance.randint(1, highest)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
