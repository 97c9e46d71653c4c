"""Reads the method of a criterion: each method states its parameters in full, because nothing is guessed for it."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final

from scoring.exact import HUNDRED, ZERO
from scoring.methods import (
    Band,
    Banded,
    DatedValue,
    Gate,
    LowestPrice,
    MeanPrice,
    Method,
    OnScale,
    PercentageAboveLowest,
    Record,
    Refusal,
    RelativeToBest,
    Scale,
    Target,
    UnitValue,
    value_on,
)
from scoring.methods.banded import BELOW
from scoring.methods.contract import BETTER, Takes
from scoring.methods.gate import CONSEQUENCES
from scoring.methods.lowest_price import ZERO_PRICE
from scoring.methods.mean_price import ZERO_MEAN
from scoring.methods.relative_to_best import AT_ZERO
from scoring.reading import Reader

Scales = Mapping[str, Scale]
UNREADABLE: Final = Record()
"""Stands in for a method that could not be read; the findings say why, and nothing is evaluated."""


def read_method(reader: Reader, scales: Scales, asks: str) -> Method:
    """Return the method that `reader` describes, or a stand-in after reporting what is wrong with it."""
    kind = reader.given.get("type")
    if kind == "scale":
        return _scale(reader, scales)
    if kind == "record":
        reader.known("type")
        takes: Takes = "price" if asks == "price" else "quantity"
        return Record(takes)
    read = _METHODS.get(kind) if isinstance(kind, str) else None
    if read is None:
        words = ", ".join(sorted((*_METHODS, "scale", "record")))
        code = "key.missing" if kind is None else "method.unknown"
        reader.add(code, "type", f"must be one of {words}", value=kind)
        return UNREADABLE
    return read(reader)


def _share(reader: Reader, key: str) -> Fraction:
    """Return a percentage of the points as a share from 0 to 1."""
    return (reader.number(key, "a percentage of the points", high=HUNDRED) or ZERO) / 100


def _scale(reader: Reader, scales: Scales) -> Method:
    reader.known("type", "scale", "points")
    name = reader.text("scale", "the id of one of the scales of this rubric")
    scale = scales.get(name)
    if scale is None:
        if name:
            known = ", ".join(scales) or "none"
            message = f"there is no scale {name}: use one of the scales of this rubric ({known}), or add it"
            reader.add("scale.unknown", "scale", message, value=name)
        return UNREADABLE
    if not reader.has("points"):
        return OnScale(scale)
    return OnScale(scale, _points(reader, scale))


def _points(reader: Reader, scale: Scale) -> tuple[tuple[Fraction, Fraction], ...]:
    """Return the share that each mark of the scale is worth; every mark has one, a better mark not a lower one."""
    table = reader.child("points", "the percentage of the points for each mark of the scale")
    if table is None:
        return ()
    worth: dict[Fraction, Fraction] = {}
    for text in table.given:
        mark = table.item_number(text, table.at(text), "the mark")
        if mark is not None and not scale.holds(mark):
            table.add(
                "mark.off_scale", text, f"{text} is not a mark of the scale {scale.id}: {scale.marks}", value=text
            )
        elif mark is not None:
            worth[mark] = _share(table, text)
    missing = [level for level in scale.levels if level.mark not in worth]
    if missing or not worth:
        message = f"must state a percentage for every mark of the scale {scale.id}: {scale.marks}"
        reader.add("scale.points_missing", "points", message)
        return ()
    shares = [worth[level.mark] for level in scale.levels]
    if shares != sorted(shares):
        reader.add(
            "scale.points_fall", "points", "gives a better mark a lower percentage than a worse one: put them in order"
        )
    return tuple((level.mark, worth[level.mark]) for level in scale.levels)


def _gate(reader: Reader) -> Method:
    reader.known("type", "consequence")
    return Gate(reader.choice("consequence", CONSEQUENCES))


def _target(reader: Reader) -> Method:
    reader.known("type", "floor", "target", "better", "beyond")
    floor = reader.number("floor", "the value that earns nothing", low=None)
    target = reader.number("target", "the value that earns everything", low=None)
    better = reader.choice("better", BETTER)
    reader.choice("beyond", ("cap",))
    if floor is not None and target is not None and (floor >= target if better == "higher" else floor <= target):
        side = "above" if better == "higher" else "below"
        reader.add(
            "target.no_way",
            "target",
            f"must lie {side} the floor where {better} is better: nothing could be scored between them",
        )
    return Target(floor or ZERO, target or ZERO, better)


def _banded(reader: Reader) -> Method:
    reader.known("type", "bands", "better", "below")
    better = reader.choice("better", BETTER)
    bands = []
    for row in reader.children("bands", "from which value each band holds and its share_percent"):
        row.known("from", "share_percent")
        first = row.number("from", "the value from which the band holds", low=None)
        bands.append(Band(first or ZERO, _share(row, "share_percent")))
    starts = [band.first for band in bands]
    shares = [band.share for band in bands]
    if any(later <= earlier for earlier, later in pairwise(starts)):
        reader.add("band.order", "bands", "must stand in ascending order, each starting above the one before")
    elif shares != sorted(shares, reverse=better == "lower"):
        way = "rise" if better == "higher" else "fall"
        reader.add("band.wrong_way", "bands", f"the percentages must {way} from band to band where {better} is better")
    return Banded(tuple(bands), better, reader.choice("below", BELOW))


def _relative_to_best(reader: Reader) -> Method:
    reader.known("type", "better", "at_zero")
    return RelativeToBest(reader.choice("better", BETTER), reader.choice("at_zero", AT_ZERO))


def _lowest_price(reader: Reader) -> Method:
    reader.known("type", "zero_price")
    return LowestPrice(reader.choice("zero_price", ZERO_PRICE))


def _percentage_above_lowest(reader: Reader) -> Method:
    reader.known("type", "factor", "floor_percent", "zero_price")
    factor = reader.number("factor", "what each per cent above the lowest price costs, in per cent of the points")
    return PercentageAboveLowest(
        factor or ZERO, _share(reader, "floor_percent"), reader.choice("zero_price", ZERO_PRICE)
    )


def _mean_price(reader: Reader) -> Method:
    reader.known("type", "at_mean_percent", "slope", "floor_percent", "cap_percent", "zero_mean")
    slope = reader.number("slope", "what each per cent below the mean price adds, in per cent of the points")
    floor, at_mean, cap = (_share(reader, key) for key in ("floor_percent", "at_mean_percent", "cap_percent"))
    if not floor <= at_mean <= cap:
        reader.add("mean_price.order", "at_mean_percent", "must lie between floor_percent and cap_percent")
    return MeanPrice(at_mean, slope or ZERO, floor, cap, reader.choice("zero_mean", ZERO_MEAN))


def _unit_value(reader: Reader) -> Method:
    if reader.has("unit_values") and not reader.has("values"):
        message = "names a table instead of its values: resolve the pack first, so that the rubric stands alone"
        reader.add("unit_value.unresolved", "unit_values", message)
        return UNREADABLE
    reader.known("type", "values", "unit", "currency", "on", "then")
    unit = reader.text("unit", "the unit that the value is stated for")
    on = reader.day("on", "the day whose value is used")
    rows = _dated_values(reader)
    then: Method = Record()
    if reader.has("then"):
        inner = reader.child("then", "the method that scores the amount")
        then = UNREADABLE if inner is None else _then(inner)
    if on is None or not rows:
        return UNREADABLE
    row = value_on(on, rows)
    if isinstance(row, Refusal):
        reader.add(row.code, "on", row.sentence, value=str(on))
        return UNREADABLE
    return UnitValue(row, unit, reader.text("currency", "the currency", default=""), on, then)


def _then(reader: Reader) -> Method:
    """Return the method that scores an amount; only methods that read a quantity can."""
    if reader.given.get("type") in {"target", "banded", "relative_to_best"}:
        return read_method(reader, {}, "quantity")
    message = "must be one of target, banded, relative_to_best"
    reader.add("method.unknown", "type", message, value=reader.given.get("type"))
    return UNREADABLE


def _dated_values(reader: Reader) -> list[DatedValue]:
    """Return the dated values, which may not overlap: one day has one value."""
    rows: list[DatedValue] = []
    for row in reader.children("values", "from which day on each value holds"):
        row.known("from", "to", "value", "source")
        first = row.day("from", "the first day of the value")
        last = row.day("to", "the last day of the value", optional=True)
        value = row.number("value", "the value per unit")
        if first is None or value is None:
            continue
        if last is not None and last < first:
            row.add("date.order", "to", "is before the first day of the value", value=str(last))
        if any(first <= (other.last or date.max) and other.first <= (last or date.max) for other in rows):
            row.add("unit_value.overlap", "from", "overlaps another value: close the earlier one with its last day")
        rows.append(DatedValue(first, last, value, row.text("source", "the source", default="")))
    return rows


_METHODS: Final[dict[str, Callable[[Reader], Method]]] = {
    "gate": _gate,
    "target": _target,
    "banded": _banded,
    "relative_to_best": _relative_to_best,
    "lowest_price": _lowest_price,
    "percentage_above_lowest": _percentage_above_lowest,
    "mean_price": _mean_price,
    "unit_value": _unit_value,
}
