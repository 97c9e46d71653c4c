"""Turns rows of contracts into what goes over the wire, the same way for every use case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.contracts.models import Commitment, Contract, Waiver
from app.contracts.rules import status_in_force
from app.contracts.schemas import CommitmentOut, ContractOut, ContractSummaryOut, WaiverOut

_NAMED = frozenset({"status", "authority_name", "supplier_name", "commitments"})


def contract_out(row: Contract, names: Mapping[UUID, str], *, award_stands: bool) -> ContractOut:
    """Return a contract with its commitments."""
    summary = contract_summary_out(row, names, award_stands=award_stands)
    commitments = [commitment_out(commitment) for commitment in row.commitments]
    return ContractOut(**dict(summary), commitments=commitments)


def contract_summary_out(row: Contract, names: Mapping[UUID, str], *, award_stands: bool) -> ContractSummaryOut:
    """Return a contract for a list."""
    fields = {name: getattr(row, name) for name in ContractSummaryOut.model_fields.keys() - _NAMED}
    return ContractSummaryOut(
        **fields,
        status=status_in_force(row.status, award_stands=award_stands),
        authority_name=names[row.authority_id],
        supplier_name=names[row.supplier_id],
    )


def commitment_out(row: Commitment) -> CommitmentOut:
    """Return a commitment with its plan and the requests to waive it."""
    return CommitmentOut.model_validate(row)


def waiver_out(row: Waiver) -> WaiverOut:
    """Return a request to waive."""
    return WaiverOut.model_validate(row)


def contract_facts(row: Contract) -> dict[str, Any]:
    """Return what the log keeps of a contract itself."""
    return {
        "reference": row.reference,
        "status": row.status,
        "award": str(row.award_id),
        "supplier": str(row.supplier_id),
        "value": None if row.value is None else format(row.value, "f"),
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
    }


def commitment_facts(row: Commitment) -> dict[str, Any]:
    """Return what the log keeps of a commitment."""
    facts = commitment_out(row).model_dump(mode="json", exclude={"waivers", "version"})
    for target in facts["targets"]:
        target.pop("id")
    return facts
