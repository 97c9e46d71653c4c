"""The win-margin certificate: what single change would make another bid the winner, and is it within the spread."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from scoring.bids import Bids
from scoring.digest import digest
from scoring.evaluation import evaluate_parsed
from scoring.exact import HUNDRED, exact_text, fraction
from scoring.findings import Finding, Findings, quoted
from scoring.margin import NO_WEIGHT, Margin, margin_of
from scoring.mark_change import MarkChange
from scoring.panel_spread import Panel, PanelMarks, read_panel, within_spread
from scoring.price_change import NO_PRICE, PriceChange, smallest_price_change
from scoring.reread import reread, unknown_lot
from scoring.result import ENGINE, LotResult, Result
from scoring.rounding import STANDARD
from scoring.rubric import Rubric
from scoring.trace import number, percent, plain
from scoring.verify import Verification, differences
from scoring.weight_change import WeightStep, smallest_weight_step
from scoring.what_if import WhatIf

FORMAT: Final = "makegood.certificate/1"

NO_PANEL = "The panel's individual marks were not given, so its spread is not known."
NO_UNCERTAINTY = "No uncertainty of the weights was published: the weights are taken as they stand."
BIDDERS_OWN = "A price is the bidder's own figure and nobody marks it: it has no spread to be compared with."

Verdict = tuple[bool | None, str]
"""Whether a change is within the spread it is compared with, None where that is not known, and why."""


def certificate(
    rubric: Rubric,
    bids: Bids,
    lot: str,
    panel_marks: PanelMarks | None = None,
    *,
    weight_uncertainty_percent: str | None = None,
    result_digest: str | None = None,
) -> dict[str, Any] | Findings:
    """Return the certificate of one lot, with a digest of its own and that of the result, or why there is none.

    `panel_marks` are the individual marks by bid and criterion, as text; `weight_uncertainty_percent` is what was
    published beforehand: by how many per cent of itself each weight may vary. `result_digest` is the digest of the
    result document that the certificate belongs to; without one, that of the result with trace and margin is used.
    """
    result = evaluate_parsed(rubric, bids, trace=result_digest is None, margin=result_digest is None)
    if isinstance(result, Findings):
        return result
    named = result.to_mapping()["digests"]["result"] if result_digest is None else result_digest
    return _certified(result, lot, named, panel_marks, weight_uncertainty_percent)


def certificate_of(
    document: Mapping[str, Any],
    lot: str,
    panel_marks: PanelMarks | None = None,
    *,
    weight_uncertainty_percent: str | None = None,
) -> dict[str, Any] | Findings:
    """Return the certificate of one lot of a result document, or why that document cannot be scored again."""
    again = reread(document)
    if isinstance(again, Findings):
        return again
    return _certified(again.result, lot, again.digest, panel_marks, weight_uncertainty_percent)


def verify_certificate(document: Mapping[str, Any], result: Mapping[str, Any]) -> Verification:
    """Work a certificate out again from its result document and compare it word for word."""
    inputs = document.get("inputs") if isinstance(document, dict) else None
    if not isinstance(inputs, dict) or document.get("format") != FORMAT:
        finding = Finding("format.unknown", "format", f"must be {FORMAT} with its inputs")
        return Verification(holds=False, findings=Findings([finding]), sentence=f"It cannot be checked: {finding}.")
    again = certificate_of(
        result,
        str(document.get("lot")),
        inputs.get("panel_marks"),
        weight_uncertainty_percent=inputs.get("weight_uncertainty_percent"),
    )
    if isinstance(again, Findings):
        return Verification(holds=False, findings=again, sentence=f"It cannot be checked: {again[0]}.")
    difference = next(differences(document, again, ()), None)
    if difference is None:
        sentence = "It holds: every change that it names was worked out again from the result and comes out the same."
        return Verification(holds=True, findings=Findings(), sentence=sentence)
    place = ".".join(str(step) for step in difference.path)
    stated = quoted(difference.stated if isinstance(difference.stated, str) else None)
    finding = Finding("certificate.differs", place, "does not come out the same when worked out again", stated)
    return Verification(holds=False, findings=Findings([finding]), sentence=f"It does not hold: {finding}.")


def _certified(
    result: Result, code: str, named: str, panel_marks: PanelMarks | None, uncertainty: str | None
) -> dict[str, Any] | Findings:
    refused = unknown_lot(code, result) or _unfit_uncertainty(uncertainty)
    if refused is not None:
        return refused
    found, lot = result.lot(code), WhatIf(result.rubric, result.lot(code).scores)
    panel = read_panel(panel_marks, lot, {bid.id for bid in result.bids.bids})
    if isinstance(panel, Findings):
        return panel
    given = (
        None if panel_marks is None else {bid: {k: list(v) for k, v in row.items()} for bid, row in panel_marks.items()}
    )
    mapping = {
        "format": FORMAT,
        "engine": ENGINE,
        "result": named,
        "lot": code,
        "inputs": {"panel_marks": given, "weight_uncertainty_percent": uncertainty},
    }
    mapping |= _Certificate(result, found, lot, panel if panel_marks is not None else None, uncertainty).to_mapping()
    return mapping | {"digest": digest(mapping)}


def _unfit_uncertainty(uncertainty: object) -> Findings | None:
    if uncertainty is None:
        return None
    value = fraction(uncertainty) if isinstance(uncertainty, str) else None
    if value is not None and 0 <= value <= HUNDRED:
        return None
    message = 'must be a percentage from 0 to 100 in quotes, such as "10"'
    return Findings([Finding("number.malformed", "weight_uncertainty_percent", message, quoted(uncertainty))])


class _Certificate:
    """The certificate of one lot in the making."""

    def __init__(
        self, result: Result, found: LotResult, lot: WhatIf, panel: Panel | None, uncertainty: str | None
    ) -> None:
        self._rounding = result.rubric.rounding
        self._lot = lot
        self._panel = panel
        self._uncertainty = None if uncertainty is None else fraction(uncertainty)
        self._margin: Margin = margin_of(result.rubric, result.bids, found.scores)
        self._contested = self._margin.runner_up is not None
        self._weight = smallest_weight_step(result.rubric, found.scores) if self._contested else None
        self._price = smallest_price_change(result.rubric, result.bids, found.scores) if self._contested else None
        self._within = tuple(within_spread(lot, panel)) if panel is not None and self._contested else ()

    def to_mapping(self) -> dict[str, Any]:
        margin, mark = self._margin, self._margin.mark_change
        on_mark, on_weight = self._verdict_on_mark(mark), self._verdict_on_weight(self._weight)
        fragile, why = self._verdict(on_weight)
        weight, price = self._weight, self._price
        in_weights = None if weight is None else weight.to_mapping(self._rounding)
        in_prices = None if price is None else price.to_mapping(self._rounding)
        parts = {
            "mark": _part(None if mark is None else self._mark(mark), margin.mark_change_said, on_mark),
            "weight": _part(in_weights, self._said(weight, NO_WEIGHT), on_weight),
            "price": _part(in_prices, self._said(price, NO_PRICE), self._on_price()),
        }
        said = [margin.gap_said, *(part[key] for part in parts.values() for key in ("said", "reason")), why]
        return {
            "winner": self._named(margin.winner),
            "runner_up": self._named(margin.runner_up),
            "gap": None if margin.gap is None else number(margin.gap, self._rounding),
            "gap_said": margin.gap_said,
            **parts,
            "within_spread": [one.to_mapping() for one in self._within],
            "fragile": fragile,
            "said": list(dict.fromkeys(sentence for sentence in said if sentence)),
        }

    def _named(self, bid: str | None) -> dict[str, str] | None:
        return None if bid is None else {"bid": bid, "name": self._name(bid)}

    def _name(self, bid: str) -> str:
        return self._lot.scores.ranked[self._lot.index[bid]].bid.name

    def _mark(self, change: MarkChange) -> dict[str, Any]:
        spread = None if self._panel is None else self._panel.spread(change.bid, change.criterion).to_mapping()
        return change.to_mapping() | {"change": exact_text(self._distance(change)), "panel": spread}

    @staticmethod
    def _distance(change: MarkChange) -> Fraction:
        return (fraction(change.after) or Fraction(0)) - (fraction(change.before) or Fraction(0))

    def _verdict_on_mark(self, change: MarkChange | None) -> Verdict:
        """Compare the smallest change of a mark with how far apart the panel's marks of that answer lay."""
        if change is None:
            return (False, "") if self._contested else (None, "")
        if self._panel is None:
            return None, NO_PANEL
        title = self._lot.leaves[change.criterion].node.title
        spread = self._panel.spread(change.bid, change.criterion)
        whose = f"{title} for {self._name(change.bid)}"
        if not spread.known:
            given = "one mark" if spread.marks else "no mark"
            return None, f"The panel gave {given} on {whose}, so there is no spread to compare with."
        distance = abs(self._distance(change))
        size = "One mark" if distance == 1 else f"{plain(distance, STANDARD)} marks"
        said = f"{size} on {whose} would change the winner, and the panel's marks there lay "
        return distance <= spread.apart, f"{said}{plain(spread.apart, STANDARD)} apart."

    def _verdict_on_weight(self, change: WeightStep | None) -> Verdict:
        """Compare the smallest change of a weight with the uncertainty that was published beforehand."""
        if change is None or not self._contested:
            return (False, "") if self._contested else (None, "")
        if self._uncertainty is None:
            return None, NO_UNCERTAINTY
        moved = abs(change.after - change.before) / change.before
        within = moved * HUNDRED <= self._uncertainty
        published = f"{plain(self._uncertainty, STANDARD)}% that was published as its uncertainty"
        how = "within" if within else "more than"
        return within, f"That is {percent(moved)} of the weight, {how} the {published}."

    def _on_price(self) -> Verdict:
        return (None, BIDDERS_OWN) if self._price is not None else (False if self._contested else None, "")

    def _verdict(self, on_weight: Verdict) -> Verdict:
        """Return whether the result as a whole is fragile, in one sentence."""
        missing, of = (0, 0) if self._panel is None else self._panel.unknown(self._lot)
        verdict: Verdict = (None, "")
        if self._within:
            verdict = True, self._counted()
        elif on_weight[0]:
            verdict = True, "The result is fragile: a weight within its published uncertainty would change the winner."
        elif self._contested and self._margin.mark_change is None:
            verdict = False, "The result is not fragile: no single mark would change the winner."
        elif self._contested and missing:
            say = f"{missing} of the {of} marked answers have fewer than two individual marks"
            verdict = None, f"Whether the result is fragile is not known: {say}."
        elif self._contested and self._panel is not None:
            say = "no single mark within the panel's own spread would change the winner"
            verdict = False, f"The result is not fragile: {say}."
        return verdict

    def _counted(self) -> str:
        count = len(self._within)
        answers = "one answer" if count == 1 else f"{count} answers"
        given = sum(one.given for one in self._within)
        said = f"The result is fragile: on {answers} a mark within the panel's own spread would change the winner"
        return f"{said}, and on {given} of them somebody on the panel gave such a mark." if given else f"{said}."

    def _said(self, change: WeightStep | PriceChange | None, none: str) -> str:
        if change is not None:
            return change.said
        return none if self._contested else self._margin.gap_said


def _part(change: dict[str, Any] | None, said: str, verdict: Verdict) -> dict[str, Any]:
    fragile, reason = verdict
    return {"change": change, "said": said, "fragile": fragile, "reason": reason or None}
