"""By what a line is recognised, and when claiming it on two contracts is claiming it twice."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from app.kit.schema import plain

WHOLE = Decimal(100)
MOST_LINES = 5_000
"""How many lines one request may bring."""
MOST_LINES_A_DAY = 50_000
"""How many lines one contract may send in a day: enough for a report, too few to try out every number there is."""
MOST_SHOWN = 200


class Kind(StrEnum):
    """What a line is about."""

    INVOICE = "invoice"
    PERSON = "person"
    FILE = "file"


class DoubleClaimStatus(StrEnum):
    """What the authority made of a double claim. `upheld`: the part is not proved."""

    OPEN = "open"
    EXPLAINED = "explained"
    UPHELD = "upheld"


class Whose(StrEnum):
    """On which contract the other claim is, as far as the reader may know."""

    OWN_CONTRACT = "own_contract"
    OWN_AUTHORITY = "own_authority"
    ANOTHER_AUTHORITY = "another_authority"


_LEGAL_FORMS = re.compile(r"\b(limited|ltd|plc|llp|cic|cio|incorporated|inc|company|co)\b")
_LETTERS = re.compile(r"[^0-9a-z]+")


def name_key(name: str) -> str:
    """Return what a name is recognised by: `The Beck & Sons Ltd.` and `BECK AND SONS LIMITED` are one payee.

    Accents, case, punctuation, the article and the legal form are left out. A name in no Latin letters stays as it is.
    """
    text = _folded(name).replace("&", " and ")
    latin = " ".join(_LETTERS.sub(" ", text).split()).removeprefix("the ")
    short = " ".join(_LEGAL_FORMS.sub(" ", latin).split())
    return short or latin or "".join(each for each in text if each.isalnum())


def reference_key(reference: str) -> str:
    """Return what a reference is recognised by: letters and digits; of a bare number without the noughts before it.

    Spreadsheets take these noughts away, and `INV-0042` and `inv 0042` are one invoice.
    """
    key = "".join(each for each in _folded(reference) if each.isalnum())
    return key.lstrip("0") or "0" if key.isdecimal() else key


def invoice_keys(
    *, payee: str, identifier: str | None, reference: str, amount: Decimal, dated: date
) -> list[tuple[str, ...]]:
    """Return by what an invoice is recognised: by its payee's name, and by the payee's identifier where it has one."""
    rest = (reference_key(reference), plain(amount), dated.isoformat())
    keys: list[tuple[str, ...]] = [(Kind.INVOICE.value, "name", name_key(payee), *rest)]
    if identifier is not None:
        keys.append((Kind.INVOICE.value, "identifier", reference_key(identifier), *rest))
    return keys


def person_key(*, group: str, token: str, issuer: str | None, supplier_id: UUID) -> tuple[str, ...]:
    """Return by what a person is recognised. A token that the supplier gave means nothing beside another supplier's."""
    whose = f"supplier {supplier_id}" if issuer is None else f"issuer {name_key(issuer)}"
    return (Kind.PERSON.value, whose, name_key(group), _folded(token).strip())


def file_key(digest: str) -> tuple[str, ...]:
    """Return by what a file is recognised: the digest of its content."""
    return (Kind.FILE.value, digest)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in decomposed if not unicodedata.combining(each))


@dataclass(frozen=True, slots=True)
class Claimed:
    """A source that claims a line: on which contract, and with which share of each line in per cent."""

    id: UUID
    contract_id: UUID
    authority_id: UUID
    supplier_id: UUID
    share: Decimal


@dataclass(frozen=True, slots=True)
class Twice:
    """Whose business it is that two sources claim the same."""

    for_authority: bool
    for_supplier: bool


def claimed_twice(
    lines: Iterable[tuple[Claimed, Sequence[Claimed]]], *, sharing: frozenset[UUID]
) -> Mapping[UUID, Twice]:
    """Return with which other sources one source makes a double claim: of each line its own claim and the others'.

    The shares of a line may be 100 per cent together, each contract counted once with its largest. They are added up
    apart for each reader, so that nobody learns from a sum what they may not see: within the authority, among the
    authorities in `sharing` (which all let their claims be compared), and within the supplier.
    """
    found: dict[UUID, Twice] = {}
    for mine, group in lines:
        of_authority = _total([mine, *(one for one in group if one.authority_id == mine.authority_id)])
        of_sharing = _total([mine, *(one for one in group if one.authority_id in sharing)])
        of_supplier = _total([mine, *(one for one in group if one.supplier_id == mine.supplier_id)])
        for one in group:
            if one.contract_id == mine.contract_id:
                continue
            before = found.get(one.id, Twice(for_authority=False, for_supplier=False))
            if one.authority_id == mine.authority_id:
                for_authority = of_authority > WHOLE
            else:
                for_authority = {one.authority_id, mine.authority_id} <= sharing and of_sharing > WHOLE
            for_supplier = one.supplier_id == mine.supplier_id and of_supplier > WHOLE
            found[one.id] = Twice(
                for_authority=before.for_authority or for_authority,
                for_supplier=before.for_supplier or for_supplier,
            )
    return {other: twice for other, twice in found.items() if twice.for_authority or twice.for_supplier}


def _total(group: Sequence[Claimed]) -> Decimal:
    by_contract: dict[UUID, Decimal] = defaultdict(Decimal)
    for one in group:
        by_contract[one.contract_id] = max(by_contract[one.contract_id], one.share)
    return sum(by_contract.values(), Decimal(0))


Days = tuple[date | None, date | None]


def overlap(mine: Days, other: Days) -> tuple[date, date] | None:
    """Return the days that two periods have in common; None where they have none, or one of them is not known."""
    if mine[0] is None or mine[1] is None or other[0] is None or other[1] is None:
        return None
    first, last = max(mine[0], other[0]), min(mine[1], other[1])
    return (first, last) if first <= last else None
