"""A contract in force between an authority and a supplier, with promises due quarter by quarter.

The rows are written straight into their tables: how a contract comes about is tested where contracts are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx2

from app.awards.models import Award
from app.bids.models import Bid
from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.contracts.rules import CommitmentStatus, ContractStatus
from app.evaluations.models import Result
from app.identity.rules import Role
from app.kit.ids import new_id
from app.organisations.rules import OrganisationKind
from app.tenders.models import Lot, Tender
from tests.world import Client, World

SIGNED = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
STARTS, ENDS = date(2026, 1, 1), date(2026, 12, 31)
QUARTERS = (
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
    (date(2026, 10, 1), date(2026, 12, 31)),
)
BANDS = {"good": "100", "approaching_target": "90", "requires_improvement": "70"}
SPEND = {"id": "local-spend", "title": "Local spend", "unit": "GBP", "adds_up": "sum", "better": "higher"}
DIGEST = "sha256:" + "0" * 64


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One commitment to be put into a contract; `targets` has one entry a quarter, or None for words only."""

    measure: dict[str, Any]
    promised: str | None
    targets: Sequence[str | None]
    bands: dict[str, str] | None
    status: CommitmentStatus = CommitmentStatus.CARRIED
    title: str = "What was promised"


def spend(*targets: str, bands: dict[str, str] | None = None, **measure: str) -> Promise:
    """Return a promise of an amount, a part of it due each quarter."""
    return Promise(
        measure=SPEND | measure,
        promised=str(sum(map(Decimal, targets))),
        targets=targets,
        bands=BANDS if bands is None else bands,
    )


WORDS = Promise(
    measure={"id": None, "title": "Method statement", "unit": None, "adds_up": None, "better": None},
    promised=None,
    targets=(None, None, None, None),
    bands=None,
)


@dataclass(frozen=True)
class Deal:
    """A contract, the two sides of it, and where its promises lie."""

    world: World
    buyer: Client
    supplier: Client
    contract: UUID
    commitments: list[UUID]
    targets: list[list[UUID]]

    def colleague(self, *roles: Role) -> Client:
        """Return another person of the authority."""
        assert self.buyer.organisation_id
        return self.world.person(self.buyer.organisation_id, *roles)

    def claim(self, claimed: str | None, *, quarter: int = 0, commitment: int = 0, **more: Any) -> httpx2.Response:
        """Send a claim for a quarter as the supplier."""
        body = {
            "period": {"target": str(self.targets[commitment][quarter])},
            "claimed": claimed,
            "words": "Invoices paid to firms in the area.",
        }
        return self.supplier.post(f"/v1/commitments/{self.commitments[commitment]}/updates", body | more)

    def claimed(self, claimed: str | None, **more: Any) -> Any:
        """Return the JSON of a claim that must be taken."""
        return self.supplier.did(self.claim(claimed, **more))

    def decide(self, update: Any, act: str, *, by: Client | None = None, **body: Any) -> httpx2.Response:
        """Verify, part-verify or reject a claim."""
        return (by or self.buyer).post(f"/v1/updates/{update['id']}/{act}", body)

    def verified(self, claimed: str | None, **more: Any) -> Any:
        """Claim, verify in full, and return the JSON of the update."""
        return self.buyer.did(self.decide(self.claimed(claimed, **more), "verify"))

    def send(self, name: str | None, content: bytes, *, by: Client | None = None, **options: Any) -> httpx2.Response:
        """Send a file as evidence."""
        return (by or self.supplier).request(
            "POST", f"/v1/contracts/{self.contract}/evidence", files={"file": (name, content)}, **options
        )

    def on(self, day: date) -> None:
        """Set the clock to noon of a day."""
        self.world.clock.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def put(self, status: ContractStatus) -> None:
        """Put the contract into another state."""
        with self.world.service.database.unit_of_work(write=True) as tx:
            contract = tx.get(Contract, self.contract)
            assert contract
            contract.status = status.value
            contract.ended_at = self.world.clock.at if status is ContractStatus.ENDED else None


def deal(
    world: World,
    *promises: Promise,
    status: ContractStatus = ContractStatus.LIVE,
    term: tuple[date, date] = (STARTS, ENDS),
    sides: tuple[Client, Client] | None = None,
) -> Deal:
    """Return a contract between a new authority and a new supplier, or between `sides`; by default for local spend."""
    buyer, supplier = sides or (
        world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER),
        world.supplier(),
    )
    assert buyer.organisation_id
    assert supplier.organisation_id
    authority_id, supplier_id = buyer.organisation_id, supplier.organisation_id
    made = _Rows(world, authority_id=authority_id, supplier_id=supplier_id)
    contract = made.contract(status, term, decided_by=buyer)
    rows = [made.commitment(contract, place, each) for place, each in enumerate(promises or (spend("10", "10", "10"),))]
    made.keep()
    return Deal(
        world,
        buyer,
        supplier,
        contract.id,
        [row.id for row in rows],
        [[target.id for target in row.targets] for row in rows],
    )


class _Rows:
    """Makes the rows that stand behind a contract, in the order of the life-cycle."""

    def __init__(self, world: World, *, authority_id: UUID, supplier_id: UUID) -> None:
        self._world = world
        self._sides = {"authority_id": authority_id, "supplier_id": supplier_id}
        self._rows: list[Any] = []

    def _add(self, row: Any) -> Any:
        self._rows.append(row)
        return row

    def contract(self, status: ContractStatus, term: tuple[date, date], *, decided_by: Client) -> Contract:
        authority_id, supplier_id = self._sides["authority_id"], self._sides["supplier_id"]
        number = str(new_id(SIGNED))
        tender = self._add(
            Tender(
                id=new_id(SIGNED), authority_id=authority_id, reference=f"T-{number}"[:40], title="Cleaning",
                description="Cleaning of wards.", status="awarded", currency="GBP", cpv=[], places=[],
                closes_at=SIGNED, created_at=SIGNED, version=1,
            )
        )  # fmt: skip
        lot = self._add(Lot(id=new_id(SIGNED), tender_id=tender.id, position=0, code="1", title="Cleaning"))
        bid = self._add(
            Bid(
                id=new_id(SIGNED), authority_id=authority_id, tender_id=tender.id, lot_id=lot.id,
                supplier_id=supplier_id, status="submitted", draft={}, created_at=SIGNED, version=1,
            )
        )  # fmt: skip
        result = self._add(
            Result(
                id=new_id(SIGNED), authority_id=authority_id, tender_id=tender.id, lot_id=lot.id, number=1, body={},
                inputs_digest=DIGEST, digest=DIGEST, computed_by=decided_by.person_id, computed_at=SIGNED,
            )
        )  # fmt: skip
        award = self._add(
            Award(
                id=new_id(SIGNED), authority_id=authority_id, tender_id=tender.id, lot_id=lot.id, result_id=result.id,
                bid_id=bid.id, supplier_id=supplier_id, reference=f"A-{number}"[:40], status="decided",
                reasons="The best of all.", notice_on=SIGNED.date(), decided_by=decided_by.person_id,
                decided_at=SIGNED, version=1,
            )
        )  # fmt: skip
        contract: Contract = self._add(
            Contract(
                id=new_id(SIGNED), **self._sides, tender_id=tender.id, lot_id=lot.id, award_id=award.id,
                reference=f"C-{number}"[:40], title="Cleaning", status=status.value, value=Decimal(120000),
                currency="GBP", starts_on=term[0], ends_on=term[1], went_live_at=SIGNED, created_at=SIGNED, version=1,
            )
        )  # fmt: skip
        return contract

    def commitment(self, contract: Contract, place: int, promise: Promise) -> Commitment:
        row: Commitment = self._add(
            Commitment(
                id=new_id(SIGNED), **self._sides, contract_id=contract.id, position=place, criterion=f"c-{place}",
                criterion_title="A criterion", points_earned="10", measure=promise.measure, title=promise.title,
                words="As written in the bid.", promised=_decimal(promise.promised), status=promise.status.value,
                bands=promise.bands, version=1,
            )
        )  # fmt: skip
        row.targets = [
            CommitmentTarget(
                id=new_id(SIGNED),
                label=f"Quarter {number + 1}",
                starts_on=QUARTERS[number][0],
                ends_on=QUARTERS[number][1],
                target=_decimal(target),
            )
            for number, target in enumerate(promise.targets)
        ]
        return row

    def keep(self) -> None:
        with self._world.service.database.unit_of_work(write=True) as tx:
            for row in self._rows:
                tx.add(row)
                tx.flush()


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
