"""Turns frozen content into JSON values and back, so that the file beside a PDF is what was printed."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

type_hints = cache(get_type_hints)

JsonObject = Mapping[str, Any]
"""A JSON object held as it came (the scoring result): only str, int, bool, None, list and dict inside."""

Content = TypeVar("Content")


class UnreadableContent(ValueError):
    """A value cannot be written to, or read from, a document; `place` says where."""

    def __init__(self, place: str, said: str) -> None:
        """Keep the place apart from the sentence, so that a caller can point at it."""
        super().__init__(f"{place or 'document'}: {said}")
        self.place = place
        self.said = said


def encode(value: object, place: str = "") -> Any:  # noqa: PLR0911  (any JSON value; one return for each kind of value)
    """Return `value` in JSON values: decimals, dates and instants become strings, nothing becomes a float.

    Raises UnreadableContent for a float, a naive instant, or a type without an exact JSON form.
    """
    match value:
        case StrEnum():
            return value.value
        case None | bool() | str() | int():
            return value
        case Decimal():
            return _written_decimal(value, place)
        case datetime():
            return _written_instant(value, place)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [encode(item, f"{place}[{index}]") for index, item in enumerate(value)]
        case Mapping():
            return {str(key): encode(item, _inside(place, str(key))) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {each.name: encode(getattr(value, each.name), _inside(place, each.name)) for each in fields(value)}
        case _:
            raise UnreadableContent(place, f"a {type(value).__name__} has no exact JSON form")


def decode(kind: type[Content], value: object, place: str = "") -> Content:
    """Return the `kind` that `encode` wrote as `value`: every key there, none unknown, every type right.

    Raises UnreadableContent at the first value that does not fit, with its place.
    """
    return cast("Content", _decode(kind, value, place))


def _decode(kind: Any, value: object, place: str) -> object:
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _decode_optional(kind, value, place)
    if origin is tuple:
        return _decode_items(get_args(kind)[0], value, place)
    if origin is Literal:
        return _expect_one_of(get_args(kind), value, place)
    if origin is Mapping:
        return encode(_expect(dict, value, place), place)
    if is_dataclass(kind):
        return _decode_fields(cast("type", kind), value, place)
    return _decode_leaf(kind, value, place)


def _decode_optional(kind: object, value: object, place: str) -> object:
    inner = [each for each in get_args(kind) if each is not NoneType]
    return None if value is None else _decode(inner[0], value, place)


def _decode_items(kind: object, value: object, place: str) -> tuple[object, ...]:
    items = cast("list[object]", _expect(list, value, place))
    return tuple(_decode(kind, item, f"{place}[{index}]") for index, item in enumerate(items))


def _decode_fields(kind: type, value: object, place: str) -> object:
    found = cast("dict[str, object]", _expect(dict, value, place))
    declared = [each.name for each in fields(kind)]
    for name in declared:
        if name not in found:
            raise UnreadableContent(_inside(place, name), "is missing")
    for name in found:
        if name not in declared:
            raise UnreadableContent(_inside(place, name), "is not part of this document")
    hints = type_hints(kind)
    try:
        return kind(**{name: _decode(hints[name], found[name], _inside(place, name)) for name in declared})
    except UnreadableContent:
        raise
    except ValueError as refused:
        raise UnreadableContent(place, str(refused)) from refused


def _decode_leaf(kind: type, value: object, place: str) -> object:
    if kind in {bool, int, str}:
        return _expect(kind, value, place)
    text = cast("str", _expect(str, value, place))
    try:
        return kind(text) if issubclass(kind, StrEnum) else _READ[kind](text)
    except (ValueError, InvalidOperation) as refused:
        raise UnreadableContent(place, f"{text!r} is not a {kind.__name__}") from refused


def _expect(kind: type, value: object, place: str) -> object:
    if type(value) is not kind:
        raise UnreadableContent(place, f"expected a {kind.__name__}, found {type(value).__name__}")
    return value


def _expect_one_of(allowed: tuple[object, ...], value: object, place: str) -> object:
    if value not in allowed:
        raise UnreadableContent(place, f"expected {allowed[0]!r}, found {value!r}")
    return value


def _written_decimal(value: Decimal, place: str) -> str:
    if not value.is_finite():
        raise UnreadableContent(place, f"{value} is not a finite number")
    return format(value, "f")


def _written_instant(value: datetime, place: str) -> str:
    if value.tzinfo is None:
        raise UnreadableContent(place, "an instant needs its time zone")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_decimal(text: str) -> Decimal:
    value = Decimal(text)
    # An exponent is refused before it is written out: a few digits of it would fill any memory.
    if "e" in text.lower() or _written_decimal(value, "") != text:
        raise ValueError("a decimal is written in plain digits")
    return value


def _read_instant(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    try:
        _written_instant(value, "")
    except OverflowError as refused:
        raise ValueError("no year is before 1 or after 9999") from refused
    return value


def _inside(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


_READ = {Decimal: _read_decimal, date: date.fromisoformat, datetime: _read_instant}
