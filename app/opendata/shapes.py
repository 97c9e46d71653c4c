"""Finds the releases in whatever a publisher wraps them in, and makes each fit to be kept in full."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from app.opendata.reading import Finding, Findings

DEEPEST = 60
"""No published notice nests further; what does is not kept."""

_WIDEST_INTEGER = 64
_WRAPPED_DEEPEST = 4
_WRAPPERS = ("releases", "records", "results", "packages")
_OF_A_RELEASE = ("ocid", "tender", "planning", "awards", "buyer", "parties")


class NotKept(ValueError):
    """A release is nested so deeply that it cannot be kept."""


def read_document(source: bytes) -> Any | Finding:
    """Return what a file of notices holds, or a finding for one that holds no JSON.

    A number that a float would change is kept as the text it was written in.
    """
    if not source.strip():
        return Finding("file.empty", "", "the file is empty: fetch the notice again")
    try:
        return json.loads(source.decode("utf-8-sig"), parse_float=_exact, parse_int=_whole, parse_constant=str)
    except UnicodeDecodeError as error:
        return Finding("file.not_utf8", f"byte {error.start}", "the file is not UTF-8 text: save it as JSON in UTF-8")
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        return Finding("file.not_json", where, f"the file is not JSON: {error.msg}")
    except RecursionError:
        return Finding("file.too_deep", "", "the file is nested too deeply to be a notice")


def releases_of(document: Any, place: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield every release in a document with its place: alone, in a list, in packages, in records, in lists of those.

    What stands where a release belongs is yielded too, whatever it is, so that it is reported and not passed over.
    """
    if isinstance(document, list) and depth < _WRAPPED_DEEPEST:
        for index, item in enumerate(document):
            yield from releases_of(item, f"{place}[{index}]", depth + 1)
        return
    if isinstance(document, Mapping) and depth < _WRAPPED_DEEPEST:
        wrapped = [key for key in _WRAPPERS if isinstance(document.get(key), list)]
        if wrapped and not any(key in document for key in ("ocid", "tender")):
            for key in wrapped:
                yield from releases_of(document[key], f"{place}.{key}" if place else key, depth + 1)
            return
        if (record := _release_of_record(document)) is not None:
            key, release = record
            yield f"{place}.{key}" if place else key, release
            return
    yield place, document


def _release_of_record(document: Mapping[str, Any]) -> tuple[str, Any] | None:
    """Return what a record says now: its compiled release, or its newest full one."""
    if isinstance(document.get("compiledRelease"), Mapping):
        return "compiledRelease", document["compiledRelease"]
    inside = document.get("releases")
    if isinstance(inside, list) and "tender" not in document:
        for index in range(len(inside) - 1, -1, -1):
            if isinstance(inside[index], Mapping) and "tender" in inside[index]:
                return f"releases[{index}]", inside[index]
    return None


def looks_like_release(value: Any) -> bool:
    """Return whether a value has anything of a release."""
    return isinstance(value, Mapping) and any(key in value for key in _OF_A_RELEASE)


def keepable(release: Mapping[str, Any], out: Findings) -> dict[str, Any]:
    """Return the release as the database can keep it, with a finding for every value that had to be written otherwise.

    Numbers that JSON does not know become text, as do integers beyond 64 bits; a character that no database keeps
    is replaced. Raises NotKept for a release nested beyond reason.
    """
    kept = _kept(release, "", 0, out)
    assert isinstance(kept, dict)  # noqa: S101 - a mapping gives a mapping
    return kept


def _kept(value: Any, place: str, depth: int, out: Findings) -> Any:
    if depth > DEEPEST:
        raise NotKept(place)
    if isinstance(value, str):
        return _kept_text(value, place, out)
    if isinstance(value, Mapping):
        return {
            _kept_text(str(key), place, out): _kept(item, f"{place}.{key}" if place else str(key), depth + 1, out)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [_kept(item, f"{place}[{index}]", depth + 1, out) for index, item in enumerate(value)]
    if isinstance(value, float) and not Decimal(repr(value)).is_finite():
        out.add("kept.as_text", place, "is not a number that JSON knows: it is kept as text", value)
        return str(value)
    if isinstance(value, int) and value.bit_length() > _WIDEST_INTEGER:
        out.add("kept.as_text", place, "is larger than a number may be: it is kept as text", value)
        return str(Decimal(value))
    return value


def _kept_text(text: str, place: str, out: Findings) -> str:
    whole = (
        text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    if whole != text:
        out.add("kept.replaced", place, "holds a character that cannot be kept: it is replaced by a mark", text)
    return whole


def _exact(text: str) -> float | str:
    number = float(text)
    try:
        return number if Decimal(repr(number)) == Decimal(text) else text
    except ArithmeticError:
        return text


def _whole(text: str) -> int | str:
    # Python refuses to convert integers beyond some thousand digits, so a long one stays text.
    return int(text) if len(text) <= DEEPEST else text
