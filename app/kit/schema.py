"""Wire types: decimals are strings, inputs forbid what they do not know, outputs leave nothing out."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

Item = TypeVar("Item")

_DECIMAL = r"^-?[0-9]{1,14}(\.[0-9]{1,4})?$"
_UNSIGNED = r"^[0-9]{1,14}(\.[0-9]{1,4})?$"


def _exact(pattern: str) -> Any:
    expression = re.compile(pattern)

    def read(value: Any) -> Decimal:
        if isinstance(value, Decimal):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not expression.match(value):
            message = (
                'write it as a quoted decimal such as "12.50": digits, at most 14 before the point and 4 after, '
                "no exponent, no thousands separator"
            )
            raise ValueError(message)
        return Decimal(value)

    return read


def plain(value: Decimal) -> str:
    """Return a decimal as digits without exponent and without idle zeros: `12.5`, `0`, `1200000`."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


Quantity = Annotated[
    Decimal,
    BeforeValidator(_exact(_UNSIGNED)),
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _UNSIGNED, "examples": ["12.50"]}),
]
SignedQuantity = Annotated[
    Decimal,
    BeforeValidator(_exact(_DECIMAL)),
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _DECIMAL, "examples": ["-12.50"]}),
]


def _zoned(value: datetime) -> datetime:
    if value.tzinfo is None:
        message = "give the time with its offset, as in 2026-11-21T12:00:00Z"
        raise ValueError(message)
    return value.astimezone(UTC)


def _instant_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[datetime, AfterValidator(_zoned), PlainSerializer(_instant_text, return_type=str, when_used="json")]


def _no_control(value: str) -> str:
    if any(character < " " and character not in "\n\t\r" for character in value):
        message = "it holds a control character; use plain text"
        raise ValueError(message)
    return value


Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_no_control)
]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), AfterValidator(_no_control)
]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=4_000),
    AfterValidator(_no_control),
    Field(description="Why, in words that the people affected will read."),
]


class In(BaseModel):
    """A request body: unknown members are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """An answer: every member always present."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class Page(Out, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="The rows of this page, in the order asked for.")
    next: str | None = Field(description="Cursor of the next page; null on the last one.")
