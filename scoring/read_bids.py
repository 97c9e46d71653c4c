"""Reads the bids of a tender against its rubric; an answer that is missing is a finding and never a zero."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from scoring.bids import FORMAT, ONLY_LOT, STATUSES, Answer, Bid, Bids, Contract
from scoring.checks import weight_faults
from scoring.digest import unfit, write
from scoring.exact import ONE, ZERO, exact_text
from scoring.findings import Collector, Finding, Findings
from scoring.gates import fails_directly
from scoring.methods import OnScale
from scoring.methods.contract import Takes
from scoring.quantities import from_parts, price_of
from scoring.reading import Reader
from scoring.rubric import Criterion, Parts, Rubric

BID_FIELDS: Final = ("id", "name", "status", "reason", "lots", "price", "answers")
ANSWER_KEYS: Final[dict[Takes, str]] = {"mark": "mark", "passed": "passed", "quantity": "quantity", "price": "price"}
MISSING: Final[dict[Takes, str]] = {
    "mark": "no mark",
    "passed": "no answer",
    "quantity": "no quantity",
    "price": "no price",
}


def parse_bids(mapping: Mapping[str, Any], rubric: Rubric) -> Bids | Findings:
    """Return the bids that a mapping describes, read against their rubric, or every finding with its place."""
    if not isinstance(mapping, dict):
        return Findings([Finding("document.not_an_object", "", "bids must be an object with named fields")])
    out = Collector(unfit(mapping))
    if "document.too_deep" in out.findings().codes:
        return out.findings()
    canonical = b"" if out else write(mapping)
    reader = Reader(mapping, "", out)
    reader.known("format", "lots", "contract", "bids")
    if mapping.get("format") != FORMAT:
        code = "key.missing" if mapping.get("format") is None else "format.unknown"
        reader.add(code, "format", f"must be {FORMAT}", value=mapping.get("format"))
    lots = reader.texts("lots", "the code of each lot") or (ONLY_LOT,)
    _check_lots(lots, rubric, out)
    contract = _contract(reader, lots)
    bids = tuple(_BidReader(row, rubric, lots).read() for row in _rows(reader))
    _check_ids(bids, out)
    _check_contract(contract, rubric, lots, out)
    return out.findings() if out else Bids(lots, contract, bids, canonical)


def _rows(reader: Reader) -> list[Reader]:
    """Return a reader for each bid; a tender that drew no bid has an empty list, which is not an error."""
    return [] if reader.given.get("bids") == [] else list(reader.children("bids", "the bids"))


def _check_lots(lots: Sequence[str], rubric: Rubric, out: Collector) -> None:
    """Report a lot in which the weights do not make 100; the lots that the rubric names were checked with it."""
    for index, lot in enumerate(lots):
        if lot in rubric.lots_named or not rubric.lots_named:
            continue
        for fault in weight_faults(rubric.criteria, rubric.weights, lot):
            makes = exact_text(fault.makes)
            wrong = f"the weights {fault.whose} make {makes}, not {exact_text(fault.must_make)}"
            message = f"in lot {lot} {wrong}: name the lot in the rubric"
            out.add("weight.not_100", f"lots[{index}]", message, value=makes)


def _contract(reader: Reader, lots: Sequence[str]) -> Contract:
    inner = reader.child("contract", "value and years") if reader.has("contract") else None
    if inner is None:
        return Contract({}, {})
    inner.known("value", "years")
    return Contract(_by_lot(inner, "value", lots, "the contract value"), _by_lot(inner, "years", lots, "the years"))


def _check_contract(contract: Contract, rubric: Rubric, lots: Sequence[str], out: Collector) -> None:
    """Report a contract value or length that a criterion divides by, but that is missing or zero."""
    needs = {leaf.normalise.by: leaf.id for leaf in rubric.leaves if leaf.normalise is not None}
    for by, key, amounts in (("contract_value", "value", contract.values), ("contract_years", "years", contract.years)):
        missing = [lot for lot in lots if not amounts.get(lot)]
        if by in needs and missing:
            code = "contract.zero" if any(lot in amounts for lot in missing) else "contract.missing"
            message = f"must be stated, above 0, because {needs[by]} divides by it"
            out.add(code, f"contract.{key}", message)


def _by_lot(reader: Reader, key: str, lots: Sequence[str], what: str) -> dict[str, Fraction]:
    """Return an amount for each lot, given either once for all lots or lot by lot."""
    value = reader.given.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        amount = reader.number(key, what)
        return {} if amount is None else dict.fromkeys(lots, amount)
    amounts = {}
    for lot in value:
        if lot not in lots:
            reader.add("lot.unknown", f"{key}.{lot}", f"there is no lot {lot}: use {', '.join(lots)}", value=lot)
            continue
        amount = reader.item_number(value[lot], reader.at(f"{key}.{lot}"), what)
        if amount is not None:
            amounts[lot] = amount
    return amounts


def _check_ids(bids: Sequence[Bid], out: Collector) -> None:
    seen: dict[str, str] = {}
    for bid in bids:
        if bid.id and bid.id in seen:
            message = f"the id {bid.id} already stands at {seen[bid.id]}: each bid needs its own"
            out.add("id.duplicate", f"{bid.place}.id", message, value=bid.id)
        seen.setdefault(bid.id, bid.place)


class _BidReader:
    """Reads one bid against the criteria of its lots."""

    def __init__(self, reader: Reader, rubric: Rubric, lots: Sequence[str]) -> None:
        self._reader = reader
        self._rubric = rubric
        self._all_lots = lots
        self._leaves = {leaf.id: leaf for leaf in rubric.leaves}

    def read(self) -> Bid:
        """Return the bid with whatever could be read of it; the rest is reported."""
        reader = self._reader
        reader.known(*BID_FIELDS)
        lots = self._lots()
        status = reader.choice("status", STATUSES)
        if status == "excluded":
            reader.required("reason", "why the bid was excluded")
        bid = Bid(
            id=reader.identifier(),
            name=reader.text("name", "the name of the bidder"),
            place=reader.place,
            status=status,
            reason=reader.text("reason", "the reason", default=""),
            lots=lots,
            prices=_by_lot(reader, "price", lots, "the price"),
            answers=self._answers(lots),
        )
        if status == "live":
            self._check_complete(bid)
        return bid

    def _lots(self) -> tuple[str, ...]:
        lots = self._reader.texts("lots", "the lots that the bid is for")
        for lot in lots:
            if lot not in self._all_lots:
                message = f"there is no lot {lot}: use {', '.join(self._all_lots)}"
                self._reader.add("lot.unknown", "lots", message, value=lot)
        return tuple(lot for lot in self._all_lots if lot in lots) or tuple(self._all_lots)

    def _answers(self, lots: Sequence[str]) -> dict[str, Answer]:
        table = self._reader.child("answers", "the answers by criterion")
        answers: dict[str, Answer] = {}
        for name in table.given if table is not None else ():
            leaf = self._leaves.get(name)
            if table is None or leaf is None or not any(leaf.in_lot(lot) for lot in lots):
                where = (
                    "is not a criterion of this rubric" if leaf is None else f"is not asked in lot {', '.join(lots)}"
                )
                self._reader.add(
                    "answer.unknown_criterion", f"answers.{name}", f"{name} {where}: remove the answer", value=name
                )
                continue
            answer = table.child(name, "the answer")
            value = None if answer is None else _answer(answer, leaf)
            if value is not None:
                answers[name] = value
        return answers

    def _check_complete(self, bid: Bid) -> None:
        """Report what a live bid does not say; a bid that a gate excludes need not have been marked any further."""
        out, needed = self._reader.out, set[str]()
        for lot in bid.lots:
            leaves = [leaf for leaf in self._leaves.values() if leaf.in_lot(lot)]
            if not any(fails_directly(leaf, bid.answers.get(leaf.id), excluding=True) for leaf in leaves):
                needed |= {leaf.id for leaf in leaves if not self._answered(bid, leaf, lot)}
                self._check_price(bid, lot, leaves)
        for leaf in self._leaves.values():
            place = f"{bid.place}.answers.{leaf.id}"
            priced = leaf.method.takes == "price" and out.touches_below(f"{bid.place}.price")
            if leaf.id in needed and not out.touches_below(place) and not priced:
                what = MISSING[leaf.method.takes]
                message = (
                    f"bid {bid.id} has {what} for {leaf.id}: give it, or withdraw or exclude the bid; nothing is not 0"
                )
                out.add("answer.missing", place, message)

    @staticmethod
    def _answered(bid: Bid, leaf: Criterion, lot: str) -> bool:
        return leaf.id in bid.answers or (leaf.method.takes == "price" and lot in bid.prices)

    def _check_price(self, bid: Bid, lot: str, leaves: Sequence[Criterion]) -> None:
        """Report a price that is missing where a tie-break or a quantity per pound needs it."""
        ties = any(step.by == "price" for step in self._rubric.tie_break)
        per_pound = [leaf.id for leaf in leaves if leaf.normalise is not None and leaf.normalise.by == "price"]
        if (
            not (ties or per_pound)
            or price_of(bid, lot, leaves) is not None
            or self._reader.out.touches_below(f"{bid.place}.price")
        ):
            return
        why = f"{per_pound[0]} is scored per pound" if per_pound else "the rubric parts a tie by price"
        self._reader.add("price.missing", "price", f"bid {bid.id} has no price in lot {lot}, but {why}: state one")


def _answer(reader: Reader, leaf: Criterion) -> Answer | None:
    """Return an answer of the kind that the criterion needs, or None after reporting what is wrong with it."""
    takes = leaf.method.takes
    key = "parts" if leaf.parts is not None else ANSWER_KEYS[takes]
    if not reader.has(key):
        given = ", ".join(reader.given) or "nothing"
        reader.add("answer.wrong_kind", "", f"{leaf.id} needs {key}, but the answer gives {given}", value=given)
        return None
    reader.known(key, "rationale")
    reader.text("rationale", "the reason", default="")
    if leaf.parts is not None:
        return _from_parts(reader, leaf.parts)
    if takes == "passed":
        passed = reader.given[key]
        if not isinstance(passed, bool):
            reader.add("answer.not_a_boolean", key, "must be true or false, without quotes", value=passed)
            return None
        return Answer(ONE if passed else ZERO, "", reader.given)
    value = reader.number(key, f"the {key} for {leaf.id}")
    if value is None or not _on_scale(reader, leaf, value):
        return None
    return Answer(value, str(reader.given[key]), reader.given)


def _on_scale(reader: Reader, leaf: Criterion, mark: Fraction) -> bool:
    """Report a mark that is not a value of the published scale."""
    method = leaf.method
    if not isinstance(method, OnScale) or method.scale.holds(mark):
        return True
    message = f"is not a mark of the scale {method.scale.id} that {leaf.id} is marked on: {method.scale.marks}"
    reader.add("mark.off_scale", "mark", message, value=reader.given["mark"])
    return False


def _from_parts(reader: Reader, parts: Parts) -> Answer | None:
    """Return the quantity that the stated parts make, all of them stated: a part left out is not 0."""
    inner = reader.child("parts", "the parts of the quantity")
    if inner is None:
        return None
    inner.known(*parts.names)
    found = {name: inner.number(name, f"the part {name}") for name in parts.names}
    given = {name: value for name, value in found.items() if value is not None}
    return Answer(from_parts(parts, given), "", reader.given, given) if len(given) == len(found) else None
