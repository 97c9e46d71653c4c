"""Read the sums of delivery: what was promised, due, proved and unknown over many contracts, without reading them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.rules import Better
from app.identity.rules import AUTHORITY_READERS
from app.kit.actor import Actor
from app.kit.errors import NotAllowed
from app.organisations import service as organisations
from app.performance.portfolio.quarters import quarter, quarter_named
from app.performance.portfolio.rules import Side, Split
from app.performance.portfolio.schemas import (
    PartyOut,
    PeriodsOut,
    PortfolioCountsOut,
    PortfolioLineOut,
    PortfolioOut,
    ShareOut,
)
from app.performance.repository import totals
from app.performance.repository.totals import Asked
from app.performance.schemas import ExactOut
from app.performance.sums import ADDED, EVERY, NAMES, Measured
from app.rubrics import packs
from scoring.delivery import percent_of
from scoring.exact import exact_text
from scoring.rounding import shown

_NOTE = (
    "Only like is added to like: the same measure in the same unit. Levels and percentages are counted as met or "
    "missed, never added. What is unknown is due and without an accepted claim; it is neither proved nor missed."
)
_OWN = "Promises of the bidders' own"
_ALL = (*NAMES, *(f"{name}_ahead" for name in totals.AHEAD))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a portfolio: None is all of it. Days bound the ends of periods, both included."""

    as_at: date
    split: Split = Split.MEASURE
    party_id: UUID | None = None
    contract_id: UUID | None = None
    measures: Sequence[str] = ()
    first: date | None = None
    last: date | None = None


def read(tx: Session, actor: Actor, side: Side | None, wanted: Wanted) -> PortfolioOut:
    """Return the sums of the actor's own organisation; raise NotAllowed, or NotFound for another's contract."""
    buys = actor.has(*AUTHORITY_READERS)
    chosen = side or (Side.BUYER if buys else Side.SUPPLIER)
    if chosen is Side.BUYER and not buys:
        raise NotAllowed(
            "What your organisation buys is read by its buyers, commissioners and auditors. Ask for side=supplier."
        )
    rows = _rows(tx, actor, chosen, wanted)
    other = "supplier_id" if chosen is Side.BUYER else "authority_id"
    found = _grouped(rows, wanted.split, other)
    names = organisations.names(tx, [key[2] for key in found if key[2] is not None])
    titles = _titles(rows)
    return PortfolioOut(
        side=chosen,
        as_at=wanted.as_at,
        split_by=wanted.split,
        note=_NOTE,
        lines=[_line(key, found[key], titles, names, wanted.split) for key in sorted(found, key=_order(names))],
    )


Key = tuple[Measured, date | None, UUID | None]
"""A measure, with the first day of a quarter or the other party where a line is of one."""


def _rows(tx: Session, actor: Actor, side: Side, wanted: Wanted) -> Sequence[Any]:
    by: tuple[str, ...] = ("ends_on",) if wanted.split is Split.PERIOD else ()
    own, other = actor.organisation_id, wanted.party_id or EVERY
    if wanted.split is Split.PARTY:
        by = ("supplier_id",) if side is Side.BUYER else ("authority_id",)
    asked = Asked(wanted.as_at, wanted.first, wanted.last, wanted.measures, by)
    if wanted.contract_id is None:
        return totals.read(tx, *((own, other) if side is Side.BUYER else (other, own)), asked)
    contract = contracts.visible(tx, actor, wanted.contract_id)
    mine = contract.authority_id if side is Side.BUYER else contract.supplier_id
    theirs = contract.supplier_id if side is Side.BUYER else contract.authority_id
    if mine != own or wanted.party_id not in {None, theirs}:
        return []
    return totals.read_contract(tx, contract.id, asked)


def _grouped(rows: Iterable[Any], split: Split, other: str) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {}
    for row in rows:
        of = Measured(row.measure, row.unit, row.adds_up, row.better)
        first = quarter(row.ends_on)[0] if split is Split.PERIOD else None
        party = getattr(row, other) if split is Split.PARTY else None
        held = found.setdefault((of, first, party), dict.fromkeys(_ALL, 0))
        for name in _ALL:
            held[name] += getattr(row, name)
    return {key: held for key, held in found.items() if any(held.values())}


def _order(names: Mapping[UUID, str]) -> Any:
    def place(key: Key) -> tuple[Any, ...]:
        of, first, party = key
        named = (names[party], str(party)) if party else ("", "")
        return (of.measure == "", of.measure, of.unit, of.adds_up, of.better, first or date.min, *named)

    return place


def _titles(rows: Iterable[Any]) -> dict[str, str]:
    """Return what each measure is called: by the library, or else by a promise that was made by it."""
    library = packs.measures()
    told = {row.measure: row.title for row in rows if row.title}
    return told | {each: str(library[each]["title"]) for each in told if each in library} | {"": _OWN}


def _line(
    key: Key, held: Mapping[str, Any], titles: Mapping[str, str], names: Mapping[UUID, str], split: Split
) -> PortfolioLineOut:
    of, first, party = key
    quantities = _quantities(of, held, split)
    return PortfolioLineOut(
        measure=of.measure or None,
        title=titles.get(of.measure, of.measure),
        unit=of.unit or None,
        adds_up=of.adds_up or None,
        better=Better(of.better) if of.better else None,
        period=None
        if first is None
        else PeriodsOut(label=quarter_named(first), starts_on=first, ends_on=quarter(first)[1]),
        party=None if party is None else PartyOut(id=party, name=names[party]),
        **quantities,
        percent_of_due=_percent(of, held),
        share=_share(held),
        counts=_counts(held),
    )


def _quantities(of: Measured, held: Mapping[str, Any], split: Split) -> dict[str, Decimal | None]:
    """Return every quantity, or None for each where it is not there: unlike things have no sum."""
    shown_as = {
        "promised": "promised",
        "due": "due",
        "due_later": "due_ahead",
        "claimed": "claimed",
        "proved": "proved",
        "waiting": "waiting",
        "rejected": "rejected",
        "unknown": "unknown",
        "claimed_ahead": "claimed_ahead",
        "proved_ahead": "proved_ahead",
    }
    if of.adds_up not in ADDED:
        return dict.fromkeys(shown_as)
    found: dict[str, Decimal | None] = {name: Decimal(held[kept]) for name, kept in shown_as.items()}
    if split is Split.PERIOD:
        found["promised"] = None
    return found


def _percent(of: Measured, held: Mapping[str, Any]) -> ExactOut | None:
    if of.adds_up not in ADDED or not held["due"] or not held["decisions"]:
        return None
    proved, due = Fraction(held["proved"]), Fraction(held["due"])
    percent = percent_of(proved, due, "lower" if of.better == Better.LOWER.value else "higher")
    return None if percent is None else _exact(percent)


def _share(held: Mapping[str, Any]) -> ShareOut | None:
    part, whole = held["proved_part"], held["proved_whole"]
    if not whole:
        return None
    return ShareOut(part=Decimal(part), whole=Decimal(whole), percent=_exact(Fraction(part) * 100 / Fraction(whole)))


def _counts(held: Mapping[str, Any]) -> PortfolioCountsOut:
    return PortfolioCountsOut(
        commitments=held["commitments"],
        periods=held["periods"],
        reported=held["reports"],
        verified=held["decisions"],
        waiting=held["undecided"],
        rejected=held["refusals"],
        without_report=max(0, held["periods"] - held["reports"]),
        met=held["met"],
        missed=held["missed"],
        target_not_known=held["untold"],
        too_large=held["unsummed"],
    )


def _exact(value: Fraction) -> ExactOut:
    return ExactOut(exact=exact_text(value), shown=shown(value))
