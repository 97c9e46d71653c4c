"""Reads the tree of sections and criteria of a rubric, to any sensible depth, keeping the place of each."""

from fractions import Fraction
from typing import Final

from scoring.exact import HUNDRED, ONE, ZERO
from scoring.findings import Collector
from scoring.methods import Level, Method, Record, Scale
from scoring.methods.gate import CONSEQUENCES
from scoring.parse_methods import Scales, read_method
from scoring.reading import Reader
from scoring.rounding import MODES, MOST_PLACES, Rounding
from scoring.rubric import (
    ADDS_UP,
    ASKS,
    DENOMINATORS,
    Asks,
    Criterion,
    Measure,
    Minimum,
    Node,
    Normalise,
    Parts,
    Section,
)

DEEPEST: Final = 50
"""No published rubric nests further than a handful of levels; beyond this a document is a mistake or an attack."""

SECTION_FIELDS: Final = ("id", "title", "description", "weight", "criteria", "minimum", "lots", "rounding", "source")
LEAF_FIELDS: Final = (
    "id",
    "title",
    "description",
    "weight",
    "method",
    "asks",
    "question",
    "guidance",
    "word_limit",
    "measure",
    "minimum",
    "lots",
    "rounding",
    "normalise",
    "quantity",
    "source",
)


def read_scales(reader: Reader) -> dict[str, Scale]:
    """Return every scale of the rubric by id; a rubric with no marked question needs none."""
    if not reader.has("scales"):
        return {}
    scales = reader.child("scales", "the scales of the rubric by id")
    if scales is None:
        return {}
    inner = ((name, scales.child(name, "the scale")) for name in scales.given)
    return {name: _scale(name, scale) for name, scale in inner if scale is not None}


def _scale(name: str, reader: Reader) -> Scale:
    reader.known("title", "levels")
    if not reader.given.get("levels"):
        reader.add(
            "scale.no_levels", "levels", f"the scale {name} has no levels: list each mark with its label and descriptor"
        )
        return Scale(name, name, (Level(ONE, "", ""),))
    levels = [
        level for row in reader.children("levels", "each mark with its label") if (level := _level(row)) is not None
    ]
    marks = [level.mark for level in levels]
    if len(set(marks)) < len(marks):
        reader.add(
            "scale.duplicate_mark", "levels", f"the scale {name} gives the same mark twice: each level needs its own"
        )
    elif len(levels) == 1:
        reader.add(
            "scale.one_level",
            "levels",
            f"the scale {name} has one level only, so that it cannot part two bids: add another",
        )
    levels.sort(key=lambda level: level.mark)
    return Scale(name, reader.text("title", "what the scale is called"), tuple(levels) or (Level(ONE, "", ""),))


def _level(reader: Reader) -> Level | None:
    reader.known("mark", "label", "descriptor")
    mark = reader.number("mark", "the mark")
    label = reader.text("label", "what the level is called")
    descriptor = reader.text("descriptor", "the descriptor", default="")
    return None if mark is None else Level(mark, label, descriptor)


class CriteriaReader:
    """Reads nodes with what they share: the rubric's scales and the criterion that aggregation takes the price from."""

    def __init__(self, scales: Scales, price: str | None, out: Collector) -> None:
        """Read criteria that may use `scales`, and report to `out`."""
        self._scales = scales
        self._price = price
        self._out = out

    def nodes(self, reader: Reader, depth: int = 1) -> tuple[Node, ...]:
        """Return the sections and criteria listed under one mapping."""
        if depth > DEEPEST:
            message = f"sections are nested more than {DEEPEST} levels deep: flatten the rubric"
            reader.add("criteria.too_deep", "criteria", message)
            return ()
        children = reader.children("criteria", "the sections or criteria")
        return tuple(
            self._section(child, depth) if "criteria" in child.given else self._leaf(child) for child in children
        )

    def _section(self, reader: Reader, depth: int) -> Section:
        reader.known(*SECTION_FIELDS)
        return Section(
            id=reader.identifier(),
            title=reader.text("title", "what people call it"),
            place=reader.place,
            criteria=self.nodes(reader, depth + 1),
            weight=_weight(reader),
            minimum=_minimum(reader),
            lots=_lots(reader),
            rounding=read_rounding(reader) if reader.has("rounding") else None,
        )

    def _leaf(self, reader: Reader) -> Criterion:
        reader.known(*LEAF_FIELDS)
        _check_words(reader)
        identifier = reader.identifier()
        asks = reader.choice("asks", ASKS)
        return Criterion(
            id=identifier,
            title=reader.text("title", "what people call it"),
            place=reader.place,
            method=self._method(reader, identifier, asks),
            asks=asks,
            weight=_weight(reader),
            minimum=_minimum(reader),
            lots=_lots(reader),
            rounding=read_rounding(reader) if reader.has("rounding") else None,
            normalise=_normalise(reader),
            parts=_parts(reader),
            measure=_measure(reader),
            source=reader.text("source", "the source", default=""),
        )

    def _method(self, reader: Reader, identifier: str, asks: Asks) -> Method:
        """Return the method; the price that a ratio divides by earns no points of its own, whatever method it names."""
        is_price = identifier != "" and identifier == self._price
        if is_price and not reader.has("method"):
            return Record("price")
        inner = reader.child("method", "how the answer is scored")
        method: Method = Record() if inner is None else read_method(inner, self._scales, asks)
        if is_price and method.takes == "price" and not self._out.touches_below(reader.at("method")):
            return Record("price")
        return method


def _check_words(reader: Reader) -> None:
    """Check the fields that the engine carries but never computes with."""
    for key in ("description", "question", "guidance"):
        reader.text(key, "the wording", default="")
    if reader.has("word_limit"):
        limit = reader.number("word_limit", "the most words that an answer may have", low=ONE)
        if limit is not None and limit.denominator != 1:
            reader.add(
                "number.not_whole", "word_limit", "must be a whole number of words", value=reader.given["word_limit"]
            )


def _weight(reader: Reader) -> Fraction | None:
    if not reader.has("weight"):
        return None
    weight = reader.number("weight", "the weight", high=HUNDRED)
    if weight == ZERO:
        message = (
            "is 0, so that the answer would count for nothing: leave the criterion out, or record it without a weight"
        )
        reader.add("weight.zero", "weight", message, value=reader.given["weight"])
    return weight


def _lots(reader: Reader) -> frozenset[str] | None:
    return frozenset(reader.texts("lots", "the lots in which it counts")) if "lots" in reader.given else None


def _minimum(reader: Reader) -> Minimum | None:
    if not reader.has("minimum"):
        return None
    inner = reader.child("minimum", "the least that a bid must reach")
    if inner is None:
        return None
    inner.known("mark", "share_percent", "consequence")
    consequence = inner.choice("consequence", CONSEQUENCES)
    if inner.has("mark") == inner.has("share_percent"):
        reader.add("minimum.unclear", "minimum", "must state either a mark or a share_percent, and not both")
        return None
    if inner.has("mark"):
        return Minimum(consequence, mark=inner.number("mark", "the lowest mark that passes"))
    share = inner.number("share_percent", "the lowest share of the points that passes", high=HUNDRED)
    return Minimum(consequence, share=None if share is None else share / 100)


def read_rounding(reader: Reader) -> Rounding:
    """Return the rounding that a rubric or a criterion declares: half up to two places where it declares none."""
    if not reader.has("rounding"):
        return Rounding()
    inner = reader.child("rounding", "places and mode")
    if inner is None:
        return Rounding()
    inner.known("places", "mode")
    places = inner.number("places", "how many decimal places are shown", high=Fraction(MOST_PLACES))
    if places is not None and places.denominator != 1:
        inner.add("number.not_whole", "places", "must be a whole number of places", value=inner.given["places"])
    return Rounding(int(places or 0), inner.choice("mode", MODES, default="half_up"))


def _normalise(reader: Reader) -> Normalise | None:
    inner = reader.child("normalise", "what the quantity is divided by") if reader.has("normalise") else None
    if inner is None:
        return None
    inner.known("by", "per")
    per = inner.number("per", "how many pounds or years the quantity is stated for")
    if per == ZERO:
        inner.add(
            "number.zero", "per", "must be above 0: a quantity per nothing does not exist", value=inner.given["per"]
        )
    return Normalise(inner.choice("by", DENOMINATORS), per or ONE)


def _parts(reader: Reader) -> Parts | None:
    inner = reader.child("quantity", "the parts of the quantity") if reader.has("quantity") else None
    if inner is None:
        return None
    inner.known("sum", "times")
    rows = inner.given.get("sum")
    pairs = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []  # noqa: PLR2004
    terms = []
    for index, row in enumerate(pairs):
        factor = inner.item_number(row[1], f"{inner.at('sum')}[{index}][1]", "the factor of the part")
        if isinstance(row[0], str) and row[0].strip() and factor is not None:
            terms.append((row[0], factor))
    if not isinstance(rows, list) or not terms or len(terms) != len(rows):
        inner.add(
            "quantity.malformed", "sum", 'must be a list of parts with their factors, such as [["part_time", "0.5"]]'
        )
    return Parts(tuple(terms), inner.texts("times", "the parts that the sum is multiplied by"))


def _measure(reader: Reader) -> Measure | None:
    value = reader.given.get("measure")
    if value is None:
        return None
    if isinstance(value, str):
        message = (
            f"names the measure {value} instead of holding it: resolve the pack first, so that the rubric stands alone"
        )
        reader.add("measure.unresolved", "measure", message, value=value)
        return None
    inner = reader.child("measure", "the measure that the pledge is counted in")
    if inner is None:
        return None
    title, unit = inner.text("title", "what the measure is called"), inner.text("unit", "what one of it is")
    return Measure(inner.identifier(), title, unit, inner.choice("adds_up", ADDS_UP))
