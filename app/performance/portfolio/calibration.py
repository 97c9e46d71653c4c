"""Put promises beside delivery for an authority's own contracts, fit to be shown to others."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from app.contracts.rules import Better
from app.kit.actor import Actor
from app.performance.portfolio.calibrating import LEAST_SUPPLIERS, Calibration, Delivered, Group, calibrations
from app.performance.portfolio.calibration_schemas import CalibrationLineOut, CalibrationOut, GroupOut
from app.performance.schemas import ExactOut
from app.performance.service import delivered
from app.performance.sums import Measured
from app.rubrics import packs
from scoring.exact import exact_text
from scoring.rounding import shown

_NOTE = (
    "For setting targets and bands with open eyes. It never goes into a score: how others delivered is no fact of the "
    "bid at hand. Levels and percentages are not compared here, because they do not add up."
)


def read(tx: Session, actor: Actor, *, as_at: date) -> CalibrationOut:
    """Return promises against delivery by measure for the actor's own authority."""
    rows = delivered(tx, actor.organisation_id, as_at)
    library = packs.measures()
    titles = {row.measure: str(row.title) for row in rows}
    titles |= {each: str(library[each]["title"]) for each in titles if each in library}
    return CalibrationOut(
        as_at=as_at,
        least_suppliers=LEAST_SUPPLIERS,
        note=_NOTE,
        lines=[_line(found, titles[found.measured.measure]) for found in calibrations(_delivered(rows))],
    )


def _delivered(rows: Any) -> Iterator[Delivered]:
    for row in rows:
        yield Delivered(
            supplier_id=row.supplier_id,
            value=row.value if row.currency == "GBP" and row.value and row.value > Decimal(0) else None,
            measured=Measured(row.measure, row.unit, row.adds_up, row.better),
            promised=row.promised,
            due=row.due,
            proved=row.proved,
            unknown=row.unknown,
        )


def _line(found: Calibration, title: str) -> CalibrationLineOut:
    return CalibrationLineOut(
        measure=found.measured.measure,
        title=title,
        unit=found.measured.unit or None,
        better=Better(found.measured.better),
        whole=_group("all", found.whole),
        by_size=[_group(label, group) for label, group in found.groups.items()],
    )


def _group(label: str, group: Group | None) -> GroupOut:
    if group is None:
        nothing = dict.fromkeys(name for name in GroupOut.model_fields if name not in {"label", "withheld"})
        return GroupOut(label=label, withheld=True, **nothing)
    return GroupOut(
        label=label,
        withheld=False,
        contracts=group.contracts,
        suppliers=group.suppliers,
        promised=_exact(group.promised),
        due=_exact(group.due),
        proved=_exact(group.proved),
        unknown=_exact(group.unknown),
        proved_percent=_exact(group.percent),
        promised_per_million=_exact(group.promised_per_million),
        proved_per_million=_exact(group.proved_per_million),
    )


def _exact(value: Fraction | None) -> ExactOut | None:
    return None if value is None else ExactOut(exact=exact_text(value), shown=shown(value))
