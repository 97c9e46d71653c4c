"""Fills a database with the contracts of one authority and years of their delivery, some at a time."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from app.awards.models import Award
from app.bids.models import Bid
from app.contracts.models import Commitment, CommitmentTarget, Contract
from app.delivery.models import DeliveryUpdate, Verification
from app.evaluations.models import Result
from app.identity.rules import Role
from app.kit import changes
from app.kit.ids import new_id
from app.kit.model import Model
from app.organisations.rules import OrganisationKind
from app.performance.portfolio.quarters import quarter
from app.tenders.models import Lot, Tender
from tests.databases import migrate
from tests.world import Client, World, build_world

COMMITMENTS, QUARTERS = 20, 20
SUPPLIERS = 40
CONTRACTS_AT_ONCE = 50
BANDS = {"good": "100", "approaching_target": "90", "requires_improvement": "70"}
DIGEST = "sha256:" + "0" * 64
_DAY = timedelta(days=1)

Rows = dict[type[Model], list[dict[str, Any]]]


@dataclass
class Portfolio:
    """The world, its one buyer, and every promise whose last quarter is still open, with who may report it."""

    world: World
    buyer: Client
    suppliers: Sequence[Client]
    quarters: Sequence[tuple[date, date]]
    contracts: list[UUID] = field(default_factory=list)
    open: list[tuple[UUID, Client]] = field(default_factory=list)
    counted: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(20_260_101))  # noqa: S311 - the same every time

    @property
    def updates(self) -> int:
        """Return how many updates were put in."""
        return len(self.contracts) * COMMITMENTS * QUARTERS

    def grow(self, updates: int) -> None:
        """Add contracts until there are that many updates, and have their sums kept as for any other change."""
        while self.updates < updates:
            missing = (updates - self.updates) // (COMMITMENTS * QUARTERS)
            with self.world.service.database.unit_of_work(write=True) as tx:
                made = [self._contract(tx) for _ in range(min(missing, CONTRACTS_AT_ONCE))]
                changes.note(tx, "contract", *made)
            self.contracts += made
            self._counted_anew()

    def _counted_anew(self) -> None:
        """Have PostgreSQL count its rows, as it does by itself in life, whenever there are twice as many."""
        database = self.world.service.database
        if database.dialect == "postgresql" and len(self.contracts) >= 2 * self.counted:
            self.counted = len(self.contracts)
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))

    def _contract(self, tx: Any) -> UUID:
        number = len(self.open) // COMMITMENTS
        supplier = self.suppliers[number % len(self.suppliers)]
        rows: Rows = {}
        contract = _life(rows, self.buyer, supplier, number, self.quarters)
        for place in range(COMMITMENTS):
            made = _commitment(rows, contract, place, self)
            self.open.append((made, supplier))
        for model, several in rows.items():
            tx.execute(insert(model.__table__), several)  # type: ignore[arg-type]  # a mapped class has a Table
        found: UUID = contract["id"]
        return found


def begin(url: str, scratch: Path) -> Portfolio:
    """Migrate the database at `url` and register who buys and who supplies; the last quarter is the one of today."""
    migrate(url)
    world = build_world(url, scratch)
    world.clock.at = datetime.now(UTC)
    buyer = world.person(world.organisation(OrganisationKind.TRUST), Role.BUYER)
    suppliers = [world.supplier() for _ in range(SUPPLIERS)]
    return Portfolio(world, buyer, suppliers, list(_quarters(world.clock.at.date())))


def _quarters(today: date) -> Iterator[tuple[date, date]]:
    """Yield the quarters that are reported, oldest first, and after them the one that is open."""
    found = [quarter(today)]
    while len(found) <= QUARTERS:
        found.append(quarter(found[-1][0] - _DAY))
    yield from reversed(found)


def _life(
    rows: Rows, buyer: Client, supplier: Client, number: int, quarters: Sequence[tuple[date, date]]
) -> dict[str, Any]:
    """Add a contract with what came before it, and return its row."""
    first, last = quarters[0][0], quarters[-1][1]
    signed = datetime(first.year, first.month, 1, 9, tzinfo=UTC)
    sides = {"authority_id": buyer.organisation_id, "supplier_id": supplier.organisation_id}
    authority = {"authority_id": buyer.organisation_id}

    def add(model: type[Model], **values: Any) -> dict[str, Any]:
        row = {"id": new_id(signed)} | values
        rows.setdefault(model, []).append(row)
        return row

    tender = add(
        Tender, **authority, reference=f"T-{number}", title="Cleaning", description="Cleaning of wards.",
        status="awarded", currency="GBP", cpv=[], places=[], closes_at=signed, created_at=signed, version=1,
    )  # fmt: skip
    lot = add(Lot, tender_id=tender["id"], position=0, code="1", title="Cleaning")
    of = {"tender_id": tender["id"], "lot_id": lot["id"]}
    bid = add(Bid, **sides, **of, status="submitted", draft={}, created_at=signed, version=1)
    result = add(
        Result, **authority, **of, number=1, body={}, inputs_digest=DIGEST, digest=DIGEST,
        computed_by=buyer.person_id, computed_at=signed,
    )  # fmt: skip
    award = add(
        Award, **sides, **of, result_id=result["id"], bid_id=bid["id"], reference=f"A-{number}", status="decided",
        reasons="The best of all.", notice_on=first, decided_by=buyer.person_id, decided_at=signed, version=1,
    )  # fmt: skip
    return add(
        Contract, **sides, **of, award_id=award["id"], reference=f"C-{number}", title="Cleaning", status="live",
        value=Decimal(1_200_000), currency="GBP", starts_on=first, ends_on=last, went_live_at=signed,
        created_at=signed, version=1,
    )  # fmt: skip


def _commitment(rows: Rows, contract: Mapping[str, Any], place: int, portfolio: Portfolio) -> UUID:
    """Add a promise with a target a quarter, and a decided claim for each quarter but the last."""
    sides = {name: contract[name] for name in ("authority_id", "supplier_id")}
    made: UUID = new_id(contract["created_at"])
    measure = {"id": f"measure-{place:02}", "title": f"Measure {place}", "unit": "GBP", "adds_up": "sum"}
    targets = [Decimal(portfolio.chance.randint(0, 9_999_999)).scaleb(-2) for _ in portfolio.quarters]
    rows.setdefault(Commitment, []).append(
        {"id": made, "contract_id": contract["id"], "position": place, "criterion": f"c-{place}", "version": 1}
        | {"criterion_title": "A criterion", "points_earned": "10", "measure": measure | {"better": "higher"}}
        | {"title": f"Measure {place}", "words": "As written in the bid.", "promised": sum(targets, Decimal(0))}
        | {"status": "carried", "bands": BANDS}
        | sides
    )
    for (first, last), target in zip(portfolio.quarters, targets, strict=True):
        row = {"id": new_id(contract["created_at"]), "commitment_id": made, "label": f"{first}"}
        row |= {"starts_on": first, "ends_on": last, "target": target}
        rows.setdefault(CommitmentTarget, []).append(row)
        if last != portfolio.quarters[-1][1]:
            _claim(rows, contract, row, portfolio)
    return made


def _claim(rows: Rows, contract: Mapping[str, Any], target: Mapping[str, Any], portfolio: Portfolio) -> None:
    said = datetime(target["ends_on"].year, target["ends_on"].month, 28, 12, tzinfo=UTC)
    claimed = Decimal(portfolio.chance.randint(0, 9_999_999)).scaleb(-2)
    update = {name: contract[name] for name in ("authority_id", "supplier_id")} | {
        "id": new_id(said),
        "contract_id": contract["id"],
        "commitment_id": target["commitment_id"],
        "target_id": target["id"],
        "starts_on": target["starts_on"],
        "ends_on": target["ends_on"],
        "revision": 1,
        "claimed": claimed,
        "words": "Invoices paid to firms in the area.",
        "status": "verified" if portfolio.chance.random() < 0.95 else "submitted",
        "submitted_by": portfolio.buyer.person_id,
        "submitted_at": said,
    }
    rows.setdefault(DeliveryUpdate, []).append(update)
    if update["status"] == "verified":
        decision = {
            "id": new_id(said),
            "authority_id": contract["authority_id"],
            "update_id": update["id"],
            "number": 1,
        }
        decision |= {"decision": "verified", "proved": claimed}
        decision |= {"verified_by": portfolio.buyer.person_id, "verified_at": said}
        rows.setdefault(Verification, []).append(decision)
