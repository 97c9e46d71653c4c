"""What stands beside a claim in a whole life: a confirmation, a subcontractor's part, and a claim made twice."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from app.delivery.doubles import repository
from app.delivery.doubles.models import DoubleClaim

if TYPE_CHECKING:
    from tests.contracts.whole_life import Life

CONFIRMED, PART, DUG = "confirmed-canary-8801", "part-canary-8802", "dug-canary-8803"


def stand_beside(life: "Life", commitment: dict[str, Any], period: dict[str, Any]) -> None:
    """Ask a school about a claim, let a subcontractor report a part of it, and count the same invoice twice."""
    _ask(life, commitment)
    _subcontract(life, commitment, period)
    _claim_twice(life)


def _ask(life: "Life", commitment: dict[str, Any]) -> None:
    day = life.world.clock.now().date().isoformat()
    body = {"meant_for": "Amara Osei", "organisation": "Beck Lane School", "email": "head@becklane.example"}
    body |= {"claim": f"You were paid {CONFIRMED}.", "quantity": "12", "starts_on": day, "ends_on": day}
    asked = life.supplier("Acme").make(f"/v1/commitments/{commitment['id']}/confirmations", body)
    life.ids["confirmation_id"] = asked["confirmation"]["id"]


def _subcontract(life: "Life", commitment: dict[str, Any], period: dict[str, Any]) -> None:
    acme, firm = life.supplier("Acme"), life.world.supplier("Digger")
    body = {"organisation": str(firm.organisation_id), "commitments": [commitment["id"]]}
    named = acme.make(f"/v1/contracts/{life.ids['contract_id']}/subcontractors", body)
    one = f"/v1/subcontractors/{named['subcontractor']['id']}"
    sent = {"file": ("hours.csv", f"day,hours\n{DUG},12\n".encode())}
    file = firm.did(firm.request("POST", f"{one}/files", files=sent))
    report = {"commitment": commitment["id"], "period": {"target": period["id"]}, "quantity": "4"}
    part = firm.make(f"{one}/parts", report | {"words": f"We dug {PART}.", "files": [file["id"]]})
    accepted = acme.make(f"/v1/parts/{part['id']}/accept")
    life.also.append({"evidence_id": accepted["files"][0]["evidence_id"]})
    acme.make(f"/v1/updates/{life.ids['update_id']}/parts", {"parts": [part["id"]]})
    life.ids |= {
        "subcontractor_id": named["subcontractor"]["id"],
        "subcontractor_file_id": file["id"],
        "part_id": part["id"],
    }


def _claim_twice(life: "Life") -> None:
    """Put a double claim between two lists of one contract straight into its table: the walk is of who may see it."""
    day = life.world.clock.now().date().isoformat()
    line = {"payee": "Beck Nurseries", "reference": "INV-1", "amount": "12", "dated": day}
    body = {"name": "payments.csv", "starts_on": day, "ends_on": day, "invoices": [line]}
    path = f"/v1/contracts/{life.ids['contract_id']}/claimed-lines"
    mine, theirs = (life.supplier("Acme").make(path, body)["id"] for _ in range(2))
    with life.world.service.database.unit_of_work(write=True) as tx:
        source = repository.source(tx, UUID(mine))
        assert source
        row = DoubleClaim(
            id=uuid4(),
            authority_id=source.authority_id,
            supplier_id=source.supplier_id,
            contract_id=source.contract_id,
            other_authority_id=source.authority_id,
            other_contract_id=source.contract_id,
            source_id=source.id,
            other_source_id=UUID(theirs),
            kind=source.kind,
            claimed_at=source.registered_at,
            for_authority=True,
            for_supplier=True,
            shown_from=date(2026, 1, 1),
            status="explained",
            version=1,
        )
        repository.add(tx, row)
    life.ids |= {"source_id": mine, "double_claim_id": str(row.id)}
