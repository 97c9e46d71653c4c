"""Turns a portion of payment lines from text into numbers, days and flags, and says which lines cannot be read.

Money becomes an integer of ten-thousandths of a pound: exact, and quick to add. What repeats, such as a day or a kind
of supplier, is read once for each different text, by the same rules as any other cell.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any, Final

import polars as pl

from scoring.evidence import cells
from scoring.evidence.rows import heading
from scoring.evidence.spend_reasons import CODES, REASONS

PLACES: Final = 4
UNIT: Final = 10**PLACES
"""Ten-thousandths in a pound."""

KINDS: Final = ("sme", "vcse", "social_enterprise", "charity")
"""Kinds of payee. One payee may be several of them; they are shown beside each other and never added."""

KIND_SAID: Final = {
    "sme": "small and medium-sized enterprises",
    "vcse": "voluntary, community and social enterprises (VCSEs)",
    "social_enterprise": "social enterprises",
    "charity": "charities",
}
_KIND_WORDS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("sme", "smes", "small", "micro", "medium", "smallbusiness", "smallandmediumenterprise"), 1),
    **dict.fromkeys(("smallormediumenterprise", "smallmediumenterprise", "smallandmediumsizedenterprise"), 1),
    **dict.fromkeys(("vcse", "vcses", "vcs", "vcfse", "thirdsector", "voluntary", "voluntaryorganisation"), 2),
    **dict.fromkeys(("socialenterprise", "cic", "communityinterestcompany"), 4),
    **dict.fromkeys(("charity", "registeredcharity"), 8),
    **dict.fromkeys(("large", "largeenterprise", "other", "none", "private", "public", "publicsector", "nonsme"), 0),
}
_YES: Final = frozenset({"yes", "y", "true", "1", "x"})
_NO: Final = frozenset({"no", "n", "false", "0"})
UNKNOWN_KIND: Final = 16
EPOCH: Final = date(1970, 1, 1)

_MONEY = r"^-?[0-9]{1,12}(\.[0-9]{1,4})?$"
_FORMULA = r"^(?:[=\t\r]|[+@\-].*[(|!])"
_WORDS = ("payee", "identifier", "reference")


@dataclass(frozen=True, slots=True)
class Vat:
    """How the amount without VAT is found: which column holds it, and what is taken off or held against it.

    `base` is the column that is added up; `less` is taken off it; `check` must be base + VAT. `rate_percent` says that
    the base includes VAT at one rate, which is taken off the sum, once, exactly.
    """

    base: str
    less: str = ""
    check: str = ""
    rate_percent: str = ""

    @property
    def said(self) -> str:
        """Return in words how VAT is left out."""
        if self.rate_percent:
            return f"taken off at {self.rate_percent}%"
        return "taken off by the column vat" if self.less else "the amount is without it"


@dataclass(slots=True)
class LineReader:
    """Reads portions of one ledger; keeps what each different text was read as."""

    vat: Vat
    period: tuple[int, int] | None = None
    """First and last day of the period, as days since 1 January 1970."""

    tiers: frozenset[int] | None = None
    _days: dict[str, int | None] = field(default_factory=dict)
    _kinds: dict[str, int] = field(default_factory=dict)
    _tiers: dict[str, int | None] = field(default_factory=dict)

    def read(self, portion: pl.DataFrame, postcode_column: str) -> pl.DataFrame:
        """Return line, day, units, postcode, payee, identifier, reference, kind, tier, reason and found of every line.

        `reason` is the index of the first thing in `spend_reasons.REASONS` that is wrong with a line, 0 where nothing
        is; `found` is the text that is wrong.
        """
        has = frozenset(portion.columns)
        money = {name: self._money(portion[name]) for name in self._money_columns() if name in has}
        units, checks = self._amount(money)
        out = portion.select(
            pl.col("line"),
            self._day(portion["date"]).alias("day"),
            units.alias("units"),
            _text(portion, postcode_column).alias("postcode"),
            *(_text(portion, name).alias(name) for name in _WORDS),
            self._kind(portion, has).alias("kind"),
            self._tier(portion, has).alias("tier"),
            _text(portion, self.vat.base).alias("raw_amount"),
            _text(portion, "date").alias("raw_date"),
            _text(portion, "vat").alias("raw_vat"),
            pl.col("broken").replace_strict(CODES, default=None, return_dtype=pl.UInt8).alias("broken"),
            *checks,
        )
        return _judged(out, self).drop(
            "raw_amount", "raw_date", "raw_vat", "broken", "adds_up", "amount_code", "vat_given"
        )

    def _money_columns(self) -> tuple[str, ...]:
        return tuple(name for name in dict.fromkeys((self.vat.base, self.vat.less, self.vat.check, "vat")) if name)

    def _money(self, texts: pl.Series) -> pl.DataFrame:
        """Return units and the reason why there are none, for a column of amounts."""
        trimmed = texts.str.strip_chars().replace("", None)
        plain = trimmed.str.contains(_MONEY)
        units = pl.select(pl.when(plain).then(trimmed)).to_series().cast(pl.Decimal(18, PLACES)).to_physical()
        frame = pl.DataFrame(
            {"units": units.cast(pl.Int64), "code": pl.Series([None], dtype=pl.UInt8).new_from_index(0, len(texts))}
        )
        odd = trimmed.filter(~plain).unique().to_list()
        if not odd:
            return frame
        read = {text: _money(text) for text in odd}
        number = trimmed.replace_strict(
            {text: found[0] for text, found in read.items()}, default=None, return_dtype=pl.Int64
        )
        code = trimmed.replace_strict(
            {text: found[1] for text, found in read.items()}, default=None, return_dtype=pl.UInt8
        )
        return pl.DataFrame({"units": frame["units"].fill_null(number), "code": code})

    def _amount(self, money: Mapping[str, pl.DataFrame]) -> tuple[pl.Series, list[pl.Series]]:
        """Return the units of every line, and what its amounts say of themselves."""
        base = money[self.vat.base]
        units, given = base["units"], pl.Series([True]).new_from_index(0, len(base))
        if self.vat.less:
            vat = money[self.vat.less]["units"]
            given, units = vat.is_not_null(), units - vat.fill_null(0)
        adds_up = pl.Series([True]).new_from_index(0, len(base))
        if self.vat.less:
            adds_up = _is_part(money[self.vat.less]["units"], base["units"])
        if self.vat.check:
            whole, vat = money[self.vat.check]["units"], money["vat"]["units"]
            adds_up = _is_part(vat, whole) & (whole == base["units"] + vat).fill_null(value=True)
        return units, [base["code"].alias("amount_code"), given.alias("vat_given"), adds_up.alias("adds_up")]

    def _day(self, texts: pl.Series) -> pl.Series:
        return _read_once(texts, self._days, _days_since, pl.Int32)

    def _tier(self, portion: pl.DataFrame, has: frozenset[str]) -> pl.Series:
        if "tier" not in has:
            return pl.Series([None], dtype=pl.Int16).new_from_index(0, portion.height)
        return _read_once(portion["tier"], self._tiers, _tier, pl.Int16)

    def _kind(self, portion: pl.DataFrame, has: frozenset[str]) -> pl.Series:
        """Return the kinds of each payee as one bit each, and a further bit where a word is not known."""
        bits = pl.Series([0], dtype=pl.UInt8).new_from_index(0, portion.height)
        if "kind" in has:
            bits = _read_once(portion["kind"].fill_null(""), self._kinds, kinds, pl.UInt8)
        for place, name in enumerate(KINDS):
            if name in has:
                said = _read_once(portion[name].fill_null(""), {}, _yes_or_no, pl.UInt8)
                bits = bits | (said.cast(pl.UInt8) & 1) * (1 << place) | (said & UNKNOWN_KIND)
        return bits


def _is_part(vat: pl.Series, gross: pl.Series) -> pl.Series:
    """Return whether VAT is a part of what it is in; VAT below nothing would make the rest more than was paid."""
    opposed = (vat.sign() * gross.sign() < 0) | (vat.abs() > gross.abs())
    return ~opposed.fill_null(value=False)


def _text(portion: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).replace("", None) if name in portion.columns else pl.lit(None, pl.String)


def _read_once(texts: pl.Series, known: dict[str, Any], read: Callable[[str], Any], kind: Any) -> pl.Series:
    """Return what each text means; a text that repeats is read once."""
    new = [text for text in texts.unique().to_list() if text is not None and text not in known]
    known.update((text, read(text)) for text in new)
    return texts.replace_strict(known, default=None, return_dtype=kind) if known else texts.cast(kind, strict=False)


def _days_since(text: str) -> int | None:
    found = cells.day(text)
    return None if isinstance(found, cells.Wrong) or not found else (date.fromisoformat(found) - EPOCH).days


def _tier(text: str) -> int | None:
    digits = heading(text).removeprefix("tier")
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) == 1 else None


def _yes_or_no(text: str) -> int:
    said = text.strip().casefold()
    return 1 if said in _YES else 0 if said in _NO or not said else UNKNOWN_KIND


def kinds(text: str) -> int:
    """Return the kinds that a cell names, as one bit each in the order of `KINDS`; bit 16 for a word not known here.

    >>> kinds("SME; charity"), kinds("Social Enterprise"), kinds(""), kinds("friend")
    (9, 4, 0, 16)
    """
    for mark in ";,/&+|":
        text = text.replace(mark, "\n")
    words = [word for part in text.replace(" and ", "\n").split("\n") if (word := heading(part))]
    whole = heading(text)
    if whole in _KIND_WORDS:
        return _KIND_WORDS[whole]
    return reduce(lambda bits, word: bits | _KIND_WORDS.get(word, UNKNOWN_KIND), words, 0)


def _money(text: str) -> tuple[int | None, int | None]:
    """Return the units of an amount as people write it, or the reason why there are none."""
    found = cells.number(text)
    if isinstance(found, cells.Wrong):
        return None, CODES["amount.malformed"]
    whole, _, part = found.partition(".")
    if len(part.rstrip("0")) > PLACES:
        return None, CODES["amount.too_fine"]
    if len(whole.lstrip("-")) > 12:  # noqa: PLR2004 - digits of a million million, less one
        return None, CODES["amount.too_large"]
    return int(whole.lstrip("-") + part[:PLACES].ljust(PLACES, "0")) * (-1 if whole.startswith("-") else 1), None


def _judged(lines: pl.DataFrame, reader: LineReader) -> pl.DataFrame:
    """Add the first reason that rejects a line, and the text that it is about."""
    texts = (*_WORDS, "postcode")
    formula = pl.any_horizontal(pl.col(name).str.contains(_FORMULA).fill_null(value=False) for name in texts)
    tests = {
        "cell.formula_text": formula,
        "amount.missing": pl.col("raw_amount").is_null(),
        "vat.does_not_add_up": ~pl.col("adds_up"),
        "vat.missing": ~pl.col("vat_given"),
        "date.missing": pl.col("raw_date").is_null(),
        "date.malformed": pl.col("day").is_null(),
    }
    if reader.period is not None:
        tests["date.outside_period"] = ~pl.col("day").is_between(*reader.period)
    tests["payee.missing"] = pl.col("payee").is_null() & pl.col("identifier").is_null()
    if reader.tiers is not None:
        tests["tier.not_counted"] = ~pl.col("tier").is_in(list(reader.tiers)).fill_null(value=False)
    codes = [pl.when(test).then(pl.lit(CODES[name], pl.UInt8)) for name, test in tests.items()]
    reasons = lines.with_columns(reason=pl.coalesce("broken", "amount_code", *codes, pl.lit(0, pl.UInt8)))
    about = {"amount": "raw_amount", "date": "raw_date", "vat": "raw_vat"}
    found = [
        pl.when(pl.col("reason").is_in([CODES[one.code] for one in REASONS if one.column == column])).then(pl.col(raw))
        for column, raw in about.items()
    ]
    return reasons.with_columns(found=pl.coalesce(found))
