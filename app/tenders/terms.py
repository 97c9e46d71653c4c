"""How a tender will be evaluated, said before bids come: what is settled afterwards can be settled for somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.kit.schema import plain


class LotMechanism(StrEnum):
    """How it is decided which lots a supplier gets that comes first in more than it may have."""

    BIDDER_PREFERENCE = "bidder_preference"
    LOT_ORDER = "lot_order"
    BEST_TOTAL = "best_total"


DISAGREEMENT_PERCENT = Decimal(25)


@dataclass(frozen=True, slots=True)
class LotLimit:
    """The most lots one supplier may win, how it is decided which, and the same in the words that were published."""

    most: int
    mechanism: LotMechanism
    words: str


@dataclass(frozen=True, slots=True)
class EvaluationTerms:
    """What a tender says beforehand of its evaluation.

    `disagreement_percent`: a question is flagged where its highest and its lowest mark lie further apart than this
    share of the scale's range. `low_price_percent`: a price is flagged where it lies more than this share below the
    mean of the other live prices of the lot; None for no flag. `weight_uncertainty_percent`: each weight may honestly
    be thought to vary by this share of itself; None for no simulation. `key_criteria`: by criterion id, which key
    criteria of the regime it serves.
    """

    blind: bool = False
    disagreement_percent: Decimal = DISAGREEMENT_PERCENT
    low_price_percent: Decimal | None = None
    weight_uncertainty_percent: Decimal | None = None
    lot_limit: LotLimit | None = None
    key_criteria: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def to_mapping(terms: EvaluationTerms) -> dict[str, Any]:
    """Return the terms in JSON values, as a tender keeps them: numbers are strings of digits."""
    limit = terms.lot_limit
    return {
        "blind": terms.blind,
        "disagreement_percent": plain(terms.disagreement_percent),
        "low_price_percent": _text(terms.low_price_percent),
        "weight_uncertainty_percent": _text(terms.weight_uncertainty_percent),
        "lot_limit": None
        if limit is None
        else {"most": limit.most, "mechanism": limit.mechanism.value, "words": limit.words},
        "key_criteria": {name: list(served) for name, served in terms.key_criteria.items()},
    }


def from_mapping(row: Mapping[str, Any] | None) -> EvaluationTerms:
    """Return what `to_mapping` made; a tender from before terms were kept has those of the service."""
    if row is None:
        return EvaluationTerms()
    limit = row["lot_limit"]
    return EvaluationTerms(
        blind=row["blind"],
        disagreement_percent=Decimal(row["disagreement_percent"]),
        low_price_percent=_number(row["low_price_percent"]),
        weight_uncertainty_percent=_number(row["weight_uncertainty_percent"]),
        lot_limit=None if limit is None else LotLimit(limit["most"], LotMechanism(limit["mechanism"]), limit["words"]),
        key_criteria={name: tuple(served) for name, served in row["key_criteria"].items()},
    )


def kept(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the terms that hold for what a tender keeps, in JSON values, with everything that it does not say."""
    return {**_OF_THE_SERVICE, **(row or {})}


def _text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


_OF_THE_SERVICE = to_mapping(EvaluationTerms())
