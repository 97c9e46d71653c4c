"""Facts both documents print: who the parties are, what it is worth, how the record can be checked."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """One number of a public register, such as an ODS code or a company number."""

    scheme: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """An organisation as a document names it; `kind` says what it is ("NHS trust", "charity")."""

    name: str
    kind: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    address: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who decided, marked, verified or approved; `role` is the post they did it in."""

    name: str
    role: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217); `includes_vat` is None when nobody said."""

    amount: Decimal
    currency: str
    includes_vat: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """One code of a classification, such as CPV, with its label where known."""

    scheme: str
    code: str
    label: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Digests:
    """What identifies the inputs of a scoring result, and the engine that computed it."""

    rubric: str
    inputs: str
    result: str
    engine: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditPosition:
    """Where the decision sits in the authority's audit log: row `entry` under a tree head of `size` rows."""

    entry: int
    size: int
    head: str
    sealed_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditReference:
    """Which log the issue of a document is recorded in, how far that log had come, and where the proof can be had.

    The place of the issue itself is not known when the content is frozen: it is recorded after that, and bound by a
    later head. `log` is the id of the log, `document` that of the document in it; `size`, `root` and `previous` are
    those of the last tree head before the issue, `head` the digest over them; `proof` is an address.
    """

    log: str
    document: str
    size: int
    root: str
    previous: str | None
    head: str
    sealed_at: datetime
    proof: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signer:
    """The certificate that an authority signs its files with at the time of issue.

    `certificate` is "sha256:…" of its DER bytes, `name` whom it names, `valid_to` the last instant it is valid at.
    """

    name: str
    certificate: str
    valid_to: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A run of days, both ends included; `label` is what people call it ("Quarter 2, 2027/28")."""

    label: str
    starts_on: date
    ends_on: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it starts."""
        if self.ends_on < self.starts_on:
            raise ValueError(f"{self.label} ends on {self.ends_on} before it starts on {self.starts_on}")
