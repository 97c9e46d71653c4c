"""Finds sums of money in a text that say what a bid costs, however somebody may have written them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

from app.bids.readable import readings

VAT = Decimal("1.2")
LEAST_BARE = 1000
_LESS, _MORE = Decimal("0.5"), Decimal(2)
_DIGITS_BARE = 4
MONTHS = 12
_FINEST = Decimal("0.0001")
_MOST_DIGITS = 20
_LEAST_FIGURES, _GROUP = 5, 3
_DIGITS_ROUNDED, _DIGITS_ROUNDED_MONEY = 3, 2

_BEFORE = r"(?P<before>(?:GBP|EUR|USD|[£€$])\s*)?"
_SCALE = r"(?:\s*(?P<scale>k|thousand|grand|lakh|m|mn|mln|mio|mil|million|crore|bn|billion)(?![^\W\d_]))?"
_AFTER = r"(?P<after>\s*(?:GBP|EUR|USD|pounds?|sterling|euros?|[£€](?!\s*\d))(?![^\W\d_]))?"
_NUMBERS = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?",  # 1,200,000.00, and 12,00,000
    r"\d{1,3}(?:[ '’_]\d{3})+(?:[.,]\d+)?",  # 1 200 000,00
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?",  # 1.200.000,00
    r"\d+(?:[.,]\d+)?",  # 1200000.00
    r"\.\d{2,}",  # .7342 million
)
_WRITTEN = [
    re.compile(rf"{_BEFORE}(?<!\d)(?<!\d[.,])(?P<number>{number})(?![\d]){_SCALE}{_AFTER}", re.IGNORECASE)
    for number in _NUMBERS
]
_THOUSANDS, _BILLIONS = dict.fromkeys(("k", "thousand", "grand"), 10**3), dict.fromkeys(("bn", "billion"), 10**9)
_SCALES = {**_THOUSANDS, **_BILLIONS, "lakh": 10**5, "crore": 10**7}
_MILLION = 10**6
_INSIDE = re.compile(r"\d[.,]?$")
_RUN = re.compile(r"\d(?:[\W_]{0,3}\d)+")

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_QUARTERS, _BETWEEN = frozenset({"quarter", "quarters"}), frozenset({"and", "point", "of", "a", "an"})
_COUNTING = frozenset({*_SMALL, *_LARGE, *_QUARTERS, "hundred", "half", "and", "point"})
_LINKING, _LINKED = frozenset({"of", "a", "an"}), frozenset({"half", "and", "of", *_QUARTERS})
_TOO_LARGE = 10
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text as somebody wrote it: where it stands, what it says, and how finely."""

    start: int
    end: int
    value: Decimal
    unit: Decimal
    digits: int
    money: bool

    def says(self, target: Decimal) -> bool:
        """Return whether it says `target`: to the penny, or rounded or cut off as finely as it is written."""
        if not self.money and target < LEAST_BARE:
            return False
        if self.value == target:
            return True
        # 734,000 and seven hundred and thirty-four thousand are written to the thousand.
        written = str(int(self.value))
        significant = len(written.rstrip("0"))
        coarse = Decimal(1).scaleb(len(written) - significant)
        if significant >= _DIGITS_ROUNDED and self.value == int(self.value) and self._rounds(target, coarse):
            return True
        if self.unit < _FINEST or self.digits < (_DIGITS_ROUNDED_MONEY if self.money else _DIGITS_ROUNDED):
            return False
        return self._rounds(target, self.unit)

    def _rounds(self, target: Decimal, unit: Decimal) -> bool:
        steps = target / unit
        return self.value / unit in {steps.quantize(Decimal(1), mode) for mode in (ROUND_HALF_UP, ROUND_DOWN)}


def same_as(price: Decimal, *, years: int | None) -> tuple[Decimal, ...]:
    """Return the sums that give a price away: itself, a year of it and a month of it, each with and without VAT.

    `years` is the whole years that the contract runs, None where it does not run for whole years.
    """
    if price <= 0:
        return ()
    parts = [price]
    if years:
        parts += [price / years] * (years > 1) + [price / (years * MONTHS)]
    return tuple(sum_ for part in parts for sum_ in (part, part * VAT, part / VAT))


def find(text: str, wanted: Sequence[Decimal]) -> list[tuple[int, int]]:
    """Return where a text states one of the sums, in code points of the text as it is, first to last, none twice."""
    if not wanted:
        return []
    figures = {figure for target in wanted for figure in _figures(target)}
    # Nothing rounds further than that: most numbers of a long text need no closer look.
    least, most = min(wanted) * _LESS, max(wanted) * _MORE
    spans = []
    for reading in readings(text):
        near = [one for one in _amounts(reading.said) if least <= one.value <= most]
        said = [one for one in near if any(one.says(target) for target in wanted)]
        spans += [reading.span(one.start, one.end) for one in said]
        spans += [reading.span(start, end) for start, end in _spread(reading.said, figures)]
    return joined(spans)


def joined(spans: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap or touch made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _amounts(text: str) -> Iterator[Amount]:
    for written in _WRITTEN:
        for found in written.finditer(text):
            if len(found["number"]) < _DIGITS_BARE and not (found["before"] or found["scale"] or found["after"]):
                continue  # less than any sum that is looked for without a sign of money
            for number in _values(found["number"]):
                yield _amount(found, number)
    yield from _in_words(text)


def _values(written: str) -> Iterator[str]:
    """Yield what a number may mean, as digits with a point: 1.200 is one and a fifth here and 1200 elsewhere."""
    bare = re.sub(r"[ '’_]", "", written)
    if len(bare) > _MOST_DIGITS:
        return  # longer than any price can be
    if re.fullmatch(r"\d*\.?\d+", bare):
        yield bare
    if re.fullmatch(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?", bare):
        yield bare.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", bare):
        yield bare.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d+,\d+", bare):
        yield bare.replace(",", ".")


def _amount(found: re.Match[str], number: str) -> Amount:
    value = Decimal(number)
    scale = (found["scale"] or "").lower()
    times = 1 if not scale else _SCALES.get(scale, _MILLION)
    places = len(number.partition(".")[2])
    return Amount(
        start=found.start(),
        end=found.end(),
        value=value * times,
        unit=Decimal(times).scaleb(-places),
        digits=len(str(int(value.scaleb(places)))),
        money=bool(found["before"] or found["after"]),
    )


def _figures(target: Decimal) -> Iterator[str]:
    """Yield the figures of a sum without anything between them, in pounds and in pence, rounded and cut off."""
    for unit in (Decimal(1), Decimal("0.01")):
        for mode in (ROUND_HALF_UP, ROUND_DOWN):
            figures = str(int((target / unit).quantize(Decimal(1), mode)))
            if len(figures) >= _LEAST_FIGURES:
                yield figures


def _spread(text: str, figures: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where one of these rows of figures stands, whatever somebody has put between them: 7-3 4*2 5 0."""
    for run in _RUN.finditer(text):
        places = [place for place in range(run.start(), run.end()) if text[place].isdecimal()]
        row = "".join(str(int(text[place])) for place in places)
        for wanted in figures:
            at = row.find(wanted)
            while at >= 0:
                there = places[at : at + len(wanted)]
                if _is_one_number(text, there):
                    yield there[0], there[-1] + 1
                at = row.find(wanted, at + 1)


def _is_one_number(text: str, places: Sequence[int]) -> bool:
    """Return whether figures begin and end a number, and what stands between them only groups them.

    100.00 is no ten thousand, and 73, 42 and 50 are no sum.
    """
    first, last = places[0], places[-1]
    if _INSIDE.search(text[max(first - 2, 0) : first]) or text[last + 1 : last + 2].isdecimal():
        return False
    groups = [1]
    for before, place in pairwise(places):
        if place == before + 1:
            groups[-1] += 1
        else:
            groups.append(1)
    if len(groups) in {1, len(places)}:
        return True
    return groups[0] <= _GROUP and all(size == _GROUP for size in groups[1:])


def _in_words(text: str) -> Iterator[Amount]:
    """Yield the numbers from a thousand that are written in words: one million two hundred thousand pounds."""
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(text), None]:
        said = "" if word is None else word[0].lower()
        before = run[-1][0].lower() if run else ""
        if word is not None and (said in _COUNTING or (said in _LINKING and before in _LINKED)):
            run.append(word)
            continue
        while run and run[-1][0].lower() in _BETWEEN:
            run.pop()
        while run and run[0][0].lower() in _BETWEEN:
            run.pop(0)
        if run:
            end = word.end() if word is not None and said in {"pound", "pounds", "sterling"} else run[-1].end()
            for value in _spoken([one[0].lower() for one in run]):
                yield Amount(run[0].start(), end, value, Decimal(1), 1, end != run[-1].end())
        run = []


def _spoken(words: Sequence[str]) -> Iterator[Decimal]:
    """Yield what words may mean, from a thousand: a number, or the figures of one told one by one."""
    value = _spelled(words)
    if value >= LEAST_BARE:
        yield value
    if len(words) >= _LEAST_FIGURES and all(_SMALL.get(word, _TOO_LARGE) < _TOO_LARGE for word in words):
        yield Decimal("".join(str(_SMALL[word]) for word in words[:_MOST_DIGITS]))


def _spelled(words: Sequence[str]) -> Decimal:
    total, part = Decimal(0), Decimal(0)
    tenth: Decimal | None = None
    for word in words:
        if word == "point":
            tenth = Decimal("0.1")
        elif word in _LARGE:
            total, part, tenth = total + (part or Decimal(1)) * _LARGE[word], Decimal(0), None
        elif word == "hundred":
            part = (part or Decimal(1)) * 100
        elif word == "half":
            part += Decimal("0.5")
        elif word in _QUARTERS:
            part = (part or Decimal(1)) / 4
        elif word in _SMALL and tenth is not None:
            part, tenth = part + _SMALL[word] * tenth, tenth / 10
        elif word in _SMALL:
            part += _SMALL[word]
    return total + part
