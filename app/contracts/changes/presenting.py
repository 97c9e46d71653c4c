"""Turns rows of changes and volumes into what goes over the wire, and into what the log keeps of them."""

from typing import Any

from app.contracts.changes.models import ContractChange, ContractVolume
from app.contracts.changes.rules import RATIONALE_WORDS, Act, Rationale
from app.contracts.changes.schemas import ActOut, ChangeOut, ChangeSummaryOut, VolumeOut

_MADE_HERE = frozenset({"rationale_said", "said", "notice_due", "supplier_agreed", "notice_acknowledged"})


def change_out(row: ContractChange, *, knows_stakes: bool) -> ChangeOut:
    """Return a change; what rested on a pledge names rivals, and is for whoever may know that."""
    return ChangeOut(
        **dict(change_summary_out(row)),
        terms=row.terms,
        effect=row.effect,
        notice=row.notice,
        stakes=row.stakes if knows_stakes else None,
        acts=[ActOut.model_validate(act) for act in row.acts],
    )


def change_summary_out(row: ContractChange) -> ChangeSummaryOut:
    """Return a change for a list: what it does to every target stands in the change itself."""
    fields = {name: getattr(row, name) for name in ChangeSummaryOut.model_fields.keys() - _MADE_HERE}
    return ChangeSummaryOut(
        **fields,
        rationale_said=RATIONALE_WORDS[Rationale(row.rationale)],
        said=row.effect["said"],
        notice_due=row.notice["due"],
        supplier_agreed=did(row, Act.AGREED),
        notice_acknowledged=did(row, Act.NOTICE_ACKNOWLEDGED),
    )


def did(row: ContractChange, act: Act) -> bool:
    """Return whether somebody did this to a change."""
    return any(one.act == act for one in row.acts)


def change_facts(row: ContractChange) -> dict[str, Any]:
    """Return what the log keeps of a change; what it does stands in the change itself, which is never edited."""
    return {
        "contract": str(row.contract_id),
        "number": row.number,
        "kind": row.kind,
        "rationale": row.rationale,
        "status": row.status,
        "effective_on": row.effective_on.isoformat(),
        "terms": row.terms,
        "said": row.effect["said"],
        "notice_due": row.notice["due"],
    }


def volume_out(row: ContractVolume) -> VolumeOut:
    """Return a volume as it was recorded."""
    return VolumeOut.model_validate(row)
