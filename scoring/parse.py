"""Turns the plain mapping of a rubric or of its bids into frozen values, or into every finding with its place."""

from collections.abc import Mapping
from typing import Any, Final

from scoring.checks import check_criteria, check_ids, check_references, check_weights
from scoring.digest import unfit, write
from scoring.exact import ZERO
from scoring.findings import Collector, Finding, Findings
from scoring.read_bids import parse_bids
from scoring.read_criteria import CriteriaReader, read_rounding, read_scales
from scoring.reading import Reader
from scoring.resolve import PACK_FORMAT
from scoring.rubric import AGGREGATIONS, FORMAT, TIE_BREAKS, WEIGHT_BASES, Aggregation, Rubric, TieBreak

__all__ = ["parse_bids", "parse_rubric"]

AMOUNTS: Final = {
    "per": "the amount of money that the index is stated for",
    "willingness_to_pay": "what full quality is worth paying for, in money",
}
FIELDS: Final = (
    "format",
    "id",
    "version",
    "title",
    "summary",
    "source",
    "scales",
    "weights",
    "criteria",
    "aggregation",
    "rounding",
    "tie_break",
    "policies",
)


def parse_rubric(mapping: Mapping[str, Any]) -> Rubric | Findings:
    """Return the rubric that a mapping describes, or every finding; weights that do not make 100 are refused.

    >>> parse_rubric({"format": "makegood.rubric/1"}).codes[:3]
    ('key.missing', 'key.missing', 'key.missing')
    """
    if not isinstance(mapping, dict):
        return Findings([Finding("document.not_an_object", "", "a rubric must be an object with named fields")])
    out = Collector(unfit(mapping))
    if "document.too_deep" in out.findings().codes:
        return out.findings()
    rubric = _read(Reader(mapping, "", out), canonical=b"" if out else write(mapping))
    _check(rubric, out)
    return out.findings() if out else rubric


def _read(reader: Reader, *, canonical: bytes) -> Rubric:
    """Return the rubric with stand-ins for whatever was reported."""
    reader.known(*FIELDS)
    _check_format(reader)
    _check_policies(reader)
    for key in ("summary", "source"):
        reader.text(key, "the wording", default="")
    scales = read_scales(reader)
    aggregation = _aggregation(reader)
    return Rubric(
        id=reader.identifier(),
        version=reader.text("version", 'the version, such as "1.0.0"'),
        title=reader.text("title", "what the rubric is called"),
        scales=scales,
        weights=reader.choice("weights", WEIGHT_BASES, default="of_parent"),
        criteria=CriteriaReader(scales, aggregation.price, reader.out).nodes(reader),
        aggregation=aggregation,
        rounding=read_rounding(reader),
        tie_break=_tie_break(reader),
        canonical=canonical,
    )


def _check(rubric: Rubric, out: Collector) -> None:
    """Report what only the rubric as a whole shows."""
    check_ids(rubric.criteria, out)
    check_criteria(rubric.criteria, out)
    check_references(rubric.criteria, rubric.aggregation, rubric.tie_break, out)
    if rubric.criteria:
        check_weights(rubric.criteria, rubric.weights, rubric.lots_named, out)


def _check_format(reader: Reader) -> None:
    found = reader.given.get("format")
    if found == PACK_FORMAT:
        message = f"is a pack: resolve it with its measures and tables into a {FORMAT} first"
        reader.add("format.pack", "format", message, value=found)
    elif found != FORMAT:
        code = "key.missing" if found is None else "format.unknown"
        reader.add(code, "format", f"must be {FORMAT}", value=found)


def _check_policies(reader: Reader) -> None:
    """Check what the rubric says about a withdrawn bid: the others are measured again without it."""
    policies = reader.child("policies", "what happens when a bid is withdrawn")
    if policies is None:
        return
    policies.known("withdrawn", "notes")
    policies.choice("withdrawn", ("recompute",))
    notes = policies.child("notes", "the policies in words") if policies.has("notes") else None
    for key in notes.given if notes is not None else ():
        if notes is not None:
            notes.text(key, "the policy in words")


def _aggregation(reader: Reader) -> Aggregation:
    inner = reader.child("aggregation", "how points and price become one figure")
    if inner is None:
        return Aggregation("weighted_sum")
    method = inner.choice("method", AGGREGATIONS)
    if reader.out.touches(inner.at("method")):
        return Aggregation("weighted_sum")
    extra = {"quality_price_index": ("per",), "monetised_quality": ("willingness_to_pay",)}.get(method, ())
    inner.known("method", *(() if method == "weighted_sum" else ("price",)), *extra)
    if method == "weighted_sum":
        return Aggregation(method)
    price = inner.text("price", "the id of the criterion that holds the price")
    amounts = {key: inner.number(key, AMOUNTS[key]) for key in extra}
    for key, amount in amounts.items():
        if amount == ZERO:
            inner.add("number.zero", key, "must be above 0", value=inner.given[key])
    return Aggregation(method, price, amounts.get("per"), amounts.get("willingness_to_pay"))


def _tie_break(reader: Reader) -> tuple[TieBreak, ...]:
    """Return the steps that part a tie; a rubric must state them, because no order of names or arrival may decide."""
    steps = []
    for row in reader.children(
        "tie_break", "what parts bids with equal totals, in order, and whether a rank may be shared"
    ):
        by = row.choice("by", TIE_BREAKS)
        if reader.out.touches(row.at("by")):
            continue
        row.known("by", *(("criterion",) if by == "criterion" else ()))
        criterion = row.text("criterion", "the id of the criterion that decides") if by == "criterion" else None
        steps.append(TieBreak(by, criterion))
    return tuple(steps)
