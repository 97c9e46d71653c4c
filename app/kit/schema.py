"""Wire types: decimals are strings, inputs forbid what they do not know, outputs leave nothing out."""

import re
import unicodedata
from datetime import UTC, date, datetime
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
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _exact(pattern: str) -> Any:
    expression = re.compile(pattern)

    def read(value: Any) -> Decimal:
        if isinstance(value, Decimal):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not expression.fullmatch(value):
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


# Days are counted on from: none may stand so near the end of the calendar that the next one does not exist.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def _on_the_calendar(value: date) -> date:
    if not FIRST_DAY < value < LAST_DAY:
        message = f"give a day between {FIRST_DAY} and {LAST_DAY}"
        raise ValueError(message)
    return value


def _in_words(example: str) -> Any:
    """Refuse a bare number where a day belongs: 20260401 would be taken for seconds, some day in August 1970."""

    def read(value: Any) -> Any:
        if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.match(value)):
            return value
        message = f"write it as text that begins with year, month and day, as in {example}"
        raise ValueError(message)

    return read


def _zoned(value: datetime) -> datetime:
    if value.tzinfo is None:
        message = "give the time with its offset, as in 2026-11-21T12:00:00Z"
        raise ValueError(message)
    _on_the_calendar(value.date())
    return value.astimezone(UTC)


def _instant_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


Day = Annotated[date, BeforeValidator(_in_words("2026-11-21")), AfterValidator(_on_the_calendar)]
Moment = Annotated[
    datetime,
    BeforeValidator(_in_words("2026-11-21T12:00:00Z")),
    AfterValidator(_zoned),
    PlainSerializer(_instant_text, return_type=str, when_used="json"),
]


def _no_control(value: str) -> str:
    if any(character < " " and character not in "\n\t\r" for character in value):
        message = "it holds a control character; use plain text"
        raise ValueError(message)
    return value


def _something_to_see(value: str) -> str:
    if not any(unicodedata.category(character)[0] in "LNPS" for character in value):
        message = "there is nothing to read in it; write it in letters"
        raise ValueError(message)
    return value


Plain = AfterValidator(_no_control)
"""Put beside the constraints of a text: what no database keeps is refused."""

Visible = AfterValidator(_something_to_see)
"""Put beside the constraints of a text that somebody will read: a reason of spaces without width is none."""

Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), Plain, Visible]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), Plain, Visible]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=3, max_length=4_000),
    Plain,
    Visible,
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
