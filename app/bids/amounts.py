"""Finds sums of money in a text that say what a bid costs, however somebody may have written them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

VAT = Decimal("1.2")
LEAST_BARE = 1000
MONTHS = 12
_FINEST = Decimal("0.0001")
_MOST_DIGITS = 20
_DIGITS_ROUNDED, _DIGITS_ROUNDED_MONEY = 3, 2

_BEFORE = r"(?P<before>(?:GBP|EUR|USD|[£€$])\s*)?"
_SCALE = r"(?:\s*(?P<scale>k|thousand|m|mn|mln|mio|million|bn|billion)(?![^\W\d_]))?"
_AFTER = r"(?P<after>\s*(?:GBP|EUR|USD|pounds?|sterling|euros?|[£€](?!\s*\d))(?![^\W\d_]))?"
_NUMBERS = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?",  # 1,200,000.00, and 12,00,000
    r"\d{1,3}(?:[ '’_]\d{3})+(?:[.,]\d+)?",  # 1 200 000,00
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?",  # 1.200.000,00
    r"\d+(?:[.,]\d+)?",  # 1200000.00
)
_WRITTEN = [
    re.compile(rf"{_BEFORE}(?<![\d.,])(?P<number>{number})(?![\d]){_SCALE}{_AFTER}", re.IGNORECASE)
    for number in _NUMBERS
]
_SCALES = {"k": 10**3, "thousand": 10**3, "bn": 10**9, "billion": 10**9}
_MILLION = 10**6

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: value for value, word in enumerate(_ONES)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
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
    readable, places = _readable(text)
    found = [one for one in _amounts(readable) if any(one.says(target) for target in wanted)]
    return joined((places[one.start], places[one.end - 1] + 1) for one in found)


def joined(spans: Iterator[tuple[int, int]] | Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap or touch made one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _readable(text: str) -> tuple[str, list[int]]:
    """Return a text as a reader sees it, without marks that nobody sees, and where each character of it stood."""
    characters, places = [], []
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue
        plain = unicodedata.normalize("NFKC", character)
        plain = plain if len(plain) == 1 else character
        characters.append(" " if plain.isspace() else plain)
        places.append(place)
    return "".join(characters), places


def _amounts(text: str) -> Iterator[Amount]:
    for written in _WRITTEN:
        for found in written.finditer(text):
            for number in _values(found["number"]):
                yield _amount(found, number)
    yield from _in_words(text)


def _values(written: str) -> Iterator[str]:
    """Yield what a number may mean, as digits with a point: 1.200 is one and a fifth here and 1200 elsewhere."""
    bare = re.sub(r"[ '’_]", "", written)
    if len(bare) > _MOST_DIGITS:
        return  # longer than any price can be
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
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


def _in_words(text: str) -> Iterator[Amount]:
    """Yield the numbers from a thousand that are written in words: one million two hundred thousand pounds."""
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(text), None]:
        said = "" if word is None else word[0].lower()
        if word is not None and (said in _SMALL or said in _LARGE or said in {"hundred", "and", "point"}):
            run.append(word)
            continue
        money = said in {"pound", "pounds", "sterling"}
        while run and run[-1][0].lower() in {"and", "point"}:
            run.pop()
        while run and run[0][0].lower() in {"and", "point"}:
            run.pop(0)
        value = _spelled([one[0].lower() for one in run]) if run else Decimal(0)
        if value >= LEAST_BARE:
            end = word.end() if money and word is not None else run[-1].end()
            yield Amount(run[0].start(), end, value, Decimal(1), 1, money)
        run = []


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
        elif word != "and" and tenth is not None:
            part, tenth = part + _SMALL[word] * tenth, tenth / 10
        elif word != "and":
            part += _SMALL[word]
    return total + part
