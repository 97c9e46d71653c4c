"""Writes and reads JSON whose numbers are exact: an amount is written as it is kept, and never becomes a float."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any


def dump(value: Any, *, indent: int | None = None) -> str:
    """Return JSON text in which a Decimal is a number in plain digits; raise TypeError for a float.

    >>> dump({"amount": Decimal("120000.10")})
    '{"amount": 120000.1}'
    """
    return "".join(_pieces(value, indent, 0))


def load(text: str | bytes) -> Any:
    """Return what JSON text says, with every number that is not a whole one as a Decimal."""
    return json.loads(text, parse_float=Decimal)


def digits(value: Decimal) -> str:
    """Return a decimal in plain digits, without an exponent and without idle zeros.

    >>> digits(Decimal("1E+3")), digits(Decimal("0.50"))
    ('1000', '0.5')
    """
    if not value.is_finite():
        raise ValueError(f"{value} is no number that JSON knows.")
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _pieces(value: Any, indent: int | None, depth: int) -> Sequence[str]:
    if isinstance(value, Mapping):
        inside = [(f"{_text(str(key))}: ", item) for key, item in value.items()]
        return _wrapped("{", inside, "}", indent, depth)
    if isinstance(value, list | tuple):
        return _wrapped("[", [("", item) for item in value], "]", indent, depth)
    if isinstance(value, Decimal):
        return (digits(value) or "0",)
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float: keep amounts as decimals.")
    return (_text(value),)


def _wrapped(
    opening: str, inside: Sequence[tuple[str, Any]], closing: str, indent: int | None, depth: int
) -> Sequence[str]:
    if not inside:
        return (opening + closing,)
    new_line = "" if indent is None else "\n" + " " * (indent * (depth + 1))
    found = [opening]
    for number, (name, item) in enumerate(inside):
        parted = "" if number == 0 else ("," if indent is not None else ", ")
        found += [parted, new_line, name, *_pieces(item, indent, depth + 1)]
    found += ["" if indent is None else "\n" + " " * (indent * depth), closing]
    return found


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
