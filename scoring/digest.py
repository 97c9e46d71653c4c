"""The canonical form of a document and its digest, so that anybody can show that they hold what was evaluated."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from scoring.findings import Finding, Findings, short_int

DEEPEST: Final = 200
"""No honest document nests further; reading one that does could exhaust the interpreter's stack."""

WIDEST_INTEGER: Final = 64
"""Bits: an integer outside quotes may not be larger; a longer number belongs in quotes."""


_PLAIN: Final = frozenset({str, int, bool, type(None), dict, list})


class NotCanonical(ValueError):
    """The document holds something that has no canonical form; `findings` says what and where."""

    def __init__(self, findings: Findings) -> None:
        """Keep every finding beside the sentence."""
        super().__init__(str(findings))
        self.findings = findings


def digest(mapping: Mapping[str, Any]) -> str:
    """Return "sha256:" and the SHA-256 of the canonical form; refuse what has none (NotCanonical).

    >>> digest({"b": "1", "a": [True, None]}) == digest({"a": [True, None], "b": "1"})
    True
    """
    return digest_of_bytes(canonical_bytes(mapping))


def digest_of_bytes(canonical: bytes) -> str:
    """Return the digest of a document that already is in canonical form."""
    return "sha256:" + hashlib.sha256(canonical).hexdigest()


def canonical_bytes(mapping: Mapping[str, Any]) -> bytes:
    """Return canonical JSON: keys sorted, no spaces, UTF-8; text, integers, booleans, null, lists and objects only.

    Raises NotCanonical naming every place that holds a float, a key that is not text, or text that is not Unicode.

    >>> canonical_bytes({"b": "é", "a": 1}).decode()
    '{"a":1,"b":"é"}'
    """
    if _plainly_built(mapping):
        with suppress(UnicodeEncodeError):
            return write(mapping)
    if found := Findings(unfit(mapping)):
        raise NotCanonical(found)
    return write(mapping)


def write(value: object) -> bytes:
    """Return canonical JSON of a value already known to be fit."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def read(canonical: bytes) -> Any:
    """Return a fresh plain value from canonical JSON that this module wrote."""
    return json.loads(canonical)


def _plainly_built(mapping: Mapping[str, Any]) -> bool:
    """Say whether a document is built of the plainest kinds only, as nearly every one is; if not, `unfit` has to look.

    It looks at a whole level of the document at once and keeps no places, so it takes a fraction of the time. It never
    says yes where `unfit` would find something, but for text that is no Unicode: that cannot be encoded anyway.
    """
    level: list[Any] = [mapping] if type(mapping) is dict else []
    for _ in range(DEEPEST if level else 0):
        keys: list[Any] = []
        values: list[Any] = []
        for container in level:
            if type(container) is dict:
                keys += container
                values += container.values()
            else:
                values += container
        if not (set(map(type, keys)) <= {str} and set(map(type, values)) <= _PLAIN):
            return False
        rest = [value for value in values if type(value) is not str]
        if any(value.bit_length() > WIDEST_INTEGER for value in rest if type(value) is int):
            return False
        level = [value for value in rest if type(value) is dict or type(value) is list]
        if not level:
            return True
    return False


def unfit(value: object, place: str = "", depth: int = 0) -> Iterator[Finding]:
    """Yield a finding for everything in a document that has no canonical form."""
    if isinstance(value, str):
        if not value.isascii() and not _is_unicode(value):
            yield Finding("text.not_unicode", place, "holds half of a character pair, which is no text: remove it")
    elif isinstance(value, dict | list):
        if depth >= DEEPEST:
            yield Finding(
                "document.too_deep", place, f"is nested more than {DEEPEST} levels deep: flatten the document"
            )
        elif isinstance(value, dict):
            yield from _unfit_object(value, place, depth)
        else:
            for index, item in enumerate(value):
                yield from unfit(item, f"{place}[{index}]", depth + 1)
    elif value is not None and not isinstance(value, bool):
        yield from _unfit_number(value, place)


def _unfit_object(value: dict[Any, Any], place: str, depth: int) -> Iterator[Finding]:
    for key, item in value.items():
        if not isinstance(key, str):
            yield Finding("key.not_text", place, f"has a key that is not text: {key!r}")
            continue
        if not key.isascii() and not _is_unicode(key):
            yield Finding("text.not_unicode", place, "has a key holding half of a character pair, which is no text")
        elif not (isinstance(item, str) and item.isascii()):
            yield from unfit(item, f"{place}.{key}" if place else key, depth + 1)


def _unfit_number(value: object, place: str) -> Iterator[Finding]:
    if isinstance(value, int):
        if value.bit_length() > WIDEST_INTEGER:
            yield Finding("number.too_long", place, "is too large outside quotes: write it in quotes", short_int(value))
    elif isinstance(value, float):
        sentence = f'is a floating-point number, which is not exact: write it in quotes, as "{value}"'
        yield Finding("number.float", place, sentence, str(value))
    else:
        kind = type(value).__name__
        yield Finding(
            "document.not_plain", place, f"is a {kind}: use text, integers, booleans, null, lists and objects"
        )


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_strictly(source: bytes) -> Any | Findings:
    """Return the plain value of a JSON file, or findings; whatever could be read in two ways is refused.

    Refused: what is not UTF-8 or not JSON, an empty file, a key given twice in one object, NaN and Infinity, a number
    with a point or an exponent outside quotes, and nesting so deep that reading it would exhaust the stack.

    >>> read_strictly(b'{"weight": "30"}'), read_strictly(b"").codes
    ({'weight': '30'}, ('json.empty',))
    """
    found: list[Finding] = []
    if not source.strip():
        return Findings([Finding("json.empty", "", "the file is empty: there is nothing to read")])
    value: Any = None
    try:
        value = json.loads(source.decode("utf-8-sig"), **_strict_hooks(found))
    except UnicodeDecodeError as error:
        found.append(Finding("json.not_utf8", "", f"the file is not UTF-8 text (byte {error.start}): save it as UTF-8"))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        found.append(Finding("json.malformed", place, f"the file is not JSON: {error.msg}"))
    except RecursionError:
        found.append(
            Finding("document.too_deep", "", f"is nested more than {DEEPEST} levels deep: flatten the document")
        )
    return Findings(found) if found else value


def _strict_hooks(found: list[Finding]) -> dict[str, Any]:
    """Return the hooks that make the reader keep a finding for what plain JSON reading would let through."""

    def unquoted(text: str) -> str:
        sentence = f'a number that is not an integer must be quoted to stay exact: write "{text[:40]}"'
        found.append(Finding("number.float", "", sentence, text[:40]))
        return text

    def constant(text: str) -> str:
        found.append(
            Finding("number.not_finite", "", f"{text} is not a number that can be scored: give a decimal", text)
        )
        return text

    def integer(text: str) -> int | str:
        # No 64 bits take more digits than 64 // 3: what is longer is not even converted.
        value = int(text) if len(text) <= WIDEST_INTEGER // 3 else None
        if value is None or value.bit_length() > WIDEST_INTEGER:
            found.append(Finding("number.too_long", "", "an integer is too large outside quotes", text[:40]))
            return text
        return value

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        if len(mapping) < len(pairs):
            counted = Counter(key for key, _ in pairs)
            twice = sorted(key for key, count in counted.items() if count > 1)
            sentence = (
                f"an object gives the same key twice ({', '.join(twice)}): keep one, so that it is clear which counts"
            )
            found.append(Finding("json.duplicate_key", "", sentence, twice[0]))
        return mapping

    return {"parse_float": unquoted, "parse_constant": constant, "parse_int": integer, "object_pairs_hook": unique}
