"""Reads a text as a person sees it: without what only machines see, however its characters were written."""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
_TURNED = re.compile("\u202e[^\u202c\u202d\u2028\u2029\n]{1,500}")
_AS_IT_IS = re.compile(r"[\t-\r -%'-;=-_a-~\xa3\u20ac]+")
_SPACES = str.maketrans("\t\n\v\f\r", "     ")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})
# Letters that look like others or stand for them, and marks that stand for an apostrophe, a comma or a point.
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4`\u02bb\u02c8", "'"),
        **dict.fromkeys("\u201a\u066c\u060c\u3001", ","),
        **dict.fromkeys("\u00b7\u2219\u22c5\u066b\u3002\u2024", "."),
        **dict(
            zip(
                "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443\u0445",
                "ABESIJKMHOPCTYXaesijopcyx",
                strict=True,
            )
        ),
        **dict(
            zip(
                "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
                "ABEZHIKMNOPTYXo",
                strict=True,
            )
        ),
        **dict(zip("\xd8\xf8\u0141\u0142\u0110\u0111\u0131", "OoLlDdi", strict=True)),
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: what it says, and where each character of that begins and ends in the text as it is."""

    said: str
    begins: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where characters `start` to `end` of the reading stand in the text."""
        return min(self.begins[start:end]), max(self.ends[start:end])


def readings(text: str) -> Iterator[Reading]:
    """Yield a text as it is read; twice where a tag may part words or stand inside one, or letters are turned round."""
    yield _read(text, apart=True)
    if _TAG.search(text):
        yield _read(text, apart=False)
    if _TURNED.search(text):
        order = list(range(len(text)))
        for found in _TURNED.finditer(text):
            order[found.start() : found.end()] = reversed(range(found.start(), found.end()))
        turned = _read("".join(text[place] for place in order), apart=True)
        # What was read at one place of the turned text stands at another one of the text as it is.
        there = [order[first:last] for first, last in zip(turned.begins, turned.ends, strict=True)]
        yield Reading(turned.said, [min(places) for places in there], [max(places) + 1 for places in there])


def _read(text: str, *, apart: bool) -> Reading:
    said: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        if stretch := _AS_IT_IS.match(text, at):
            said.append(stretch[0].translate(_SPACES))
            begins += range(at, stretch.end())
            ends += range(at + 1, stretch.end() + 1)
            at = stretch.end()
            continue
        end, shown = at + 1, text[at]
        if shown == "<" and (tag := _TAG.match(text, at)):
            end, shown = tag.end(), " " if apart else ""
        elif shown == "&" and (entity := _ENTITY.match(text, at)):
            end, shown = entity.end(), html.unescape(entity[0])
        plain = _plain(shown)
        said.append(plain)
        begins += [at] * len(plain)
        ends += [end] * len(plain)
        at = end
    return Reading("".join(said), begins, ends)


def _plain(shown: str) -> str:
    """Return the characters that a reader takes a character for: none for one that nobody sees."""
    parts = unicodedata.normalize("NFKD", shown.translate(_ALIKE)).translate(_ALIKE)
    return "".join(" " if one.isspace() else one for one in parts if unicodedata.category(one) not in _UNSEEN)
