"""Says again in the language of a page what the content of a document says in English, where that has fixed wording.

Content is frozen in one language, and its sentences are checked word for word. A page in another language says those
of fixed wording in its own, by the patterns in `catalogues/sentences.json`; whatever fits none of them stays English
and is marked as English.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from markupsafe import Markup

from app.documents import wording
from app.documents.catalogue import TAGS, say, spoken

MONTHS: Final = {name: number for number, name in enumerate(wording.MONTHS, start=1)}
DAYS: Final = frozenset({"day", "first", "last", "at"})
"""Values that are a day, or a day and a time: nothing else stands in their place."""

NUMBERS: Final = frozenset({"contracts", "suppliers", "promises", "measures", "members", "sums"})
"""Values that are a count with its noun: of "6 contracts" the number alone is said, beside a noun of the message."""

GAPS: Final = frozenset({"gap", "where"})
"""Values that are a gap in points, or criteria with such a gap each."""

_NAMES: Final = "|".join(wording.MONTHS)
_A_DAY: Final = rf"\d{{1,2}} (?:{_NAMES}) \d{{4}}(?: at \d\d:\d\d|, \d\d:\d\d [A-Z]{{3}})?"
_DAY: Final = re.compile(rf"(\d{{1,2}}) ({_NAMES}) (\d{{4}})(?: at (\d\d:\d\d)|, (\d\d:\d\d) [A-Z]{{3}})?")
_PLACE: Final = re.compile(r"(\d+)(?:st|nd|rd|th)( jointly)?")
_COUNT: Final = re.compile(r"(\d+|[Nn]o) \w+")
_LITTLE: Final = re.compile(r"(^|\()less than (?=0\.01(?:\)|$))")
_LAST: Final = re.compile(r"(?<=\d\d\)) and (?!.*\d\d\) and )")
_TENDERS: Final = re.compile(r"(\d+) tenders?")


def told(text: object) -> object:
    """Return what content says in the language spoken, or as it stands and marked as English where no pattern fits."""
    if text is None or spoken() == "en" or not any(char.isalpha() for char in str(text)):
        return text
    found = retold(str(text))
    return Markup('<span lang="{}">{}</span>').format(TAGS["en"], text) if found is None else found


def retold(text: str) -> str | None:
    """Return a sentence of content in the language spoken, or None where no pattern fits it."""
    plain = " ".join(text.split())
    for message, fits in _patterns():
        hit = fits.fullmatch(plain)
        if hit:
            return say(message, **{name: _value(name, value) for name, value in hit.groupdict().items()})
    return _dates(plain) if _DAY.fullmatch(plain) else None


def _value(name: str, value: str) -> str:
    """Return a piece of a sentence in the language spoken: a day, a place in the ranking, a count; or as it stands."""
    if name in DAYS:
        return _dates(value)
    if name == "place" and (hit := _PLACE.fullmatch(value)):
        value = wording.ordinal(int(hit[1]))
    elif name == "tenders" and (hit := _TENDERS.fullmatch(value)):
        value = wording.tenders(int(hit[1]))
    elif name in NUMBERS and (hit := _COUNT.fullmatch(value)):
        value = hit[1] if hit[1].isdigit() else "0"
    elif name in GAPS:
        value = _LAST.sub(", ", _LITTLE.sub(lambda hit: f"{hit[1]}{say('less than')} ", value))
    elif name == "label":
        value = _lower_first(retold(value[:1].upper() + value[1:]) or value)
    elif name == "rating":
        value = _rating(value)
    elif name == "counts":
        pairs = [one.partition(" ") for one in value.split(", ")]
        value = ", ".join(f"{count} {_rating(said)}" for count, _, said in pairs)
    return value


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _rating(said: str) -> str:
    """Return a rating as it stands inside a sentence, in the language spoken."""
    found = next((one for one in wording.RATINGS.values() if one.partition(":")[0].lower() == said), None)
    return said if found is None else say(found).partition(":")[0].lower()


def _dates(text: str) -> str:
    return _DAY.sub(_date, text)


def _date(hit: "re.Match[str]") -> str:
    on = wording.day(date(int(hit[3]), MONTHS[hit[2]], int(hit[1])))
    time = hit[4] or hit[5]
    return say("%(day)s at %(time)s", day=on, time=time) if time else on


@cache
def sentences() -> tuple[str, ...]:
    """Return the sentences of content with fixed wording; a name inside one is put back as it stands."""
    text = files("app.documents").joinpath("catalogues/sentences.json").read_text(encoding="utf-8")
    return tuple(json.loads(text))


@cache
def _patterns() -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    return tuple((message, re.compile("".join(_pieces(message)))) for message in sentences())


def _pieces(message: str) -> Iterator[str]:
    """Yield the pieces of the expression that a message fits: its own words, and a group for every value in it."""
    for index, piece in enumerate(re.split(r"%\((\w+)\)s", message)):
        if not index % 2:
            yield re.escape(piece.replace("%%", "%"))
        else:
            yield f"(?P<{piece}>{_A_DAY if piece in DAYS else '.+?'})"
