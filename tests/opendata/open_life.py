"""A life of two lots that is released step by step: an award made void, a contract changed, broken and ended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.kit.clock import london_date
from app.opendata.releases.numbers import load
from app.organisations.models import Organisation
from app.tenders.models import Tender
from tests.awards.deciding import past_standstill
from tests.contracts import whole_life
from tests.contracts.whole_life import Life
from tests.contracts_service.changing import asked, entered, second
from tests.world import World, remembered

SECRET = "write to pat.doe@example.org or 0161 496 0000, ask for Bea  Buyer"
LOSER = "Brook"


def released(life: Life) -> dict[str, Any]:
    """Make the next release of a tender and return it as everybody reads it."""
    made = life.team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/releases")
    found: dict[str, Any] = load(life.team.auditor.get(f"/v1/releases/{made['id']}").content)
    assert (found["ocid"], found["id"], found["tag"]) == (made["ocid"], made["release_id"], made["tags"])
    return found


def package(life: Life, name: str) -> dict[str, Any]:
    """Return the releases of a tender, or its record, as a package."""
    found: dict[str, Any] = load(life.team.buyer.get(f"/v1/tenders/{life.journey.tender_id}/{name}").content)
    return found


@remembered
def told(world: World) -> Life:
    """Return the whole life after its last release."""
    life = whole_life.computed(world)
    _introduce(life)
    released(life)
    _award_the_second_lot_twice(life)
    _sign_for_the_first_lot(life)
    counted = _deliver(life)
    _change(life)
    _break(life, counted)
    life.team.buyer.make(f"/v1/contracts/{life.ids['contract_id']}/end", {"reason": f"It was no use. {SECRET}"})
    released(life)
    return life


def _introduce(life: Life) -> None:
    """Let the authority and the winner of the first lot have a profile, and the tender a category."""
    with life.world.service.database.unit_of_work(write=True) as tx:
        tender = tx.get_one(Tender, UUID(life.journey.tender_id))
        tender.category, tender.cpv, tender.places = "services", ["90910000", "90911200"], ["Leeds"]
        for organisation_id in (tender.authority_id, life.supplier("Acme").organisation_id):
            row = tx.get_one(Organisation, organisation_id)
            row.postal_address, row.postcode = "1 Mill Lane\nHolbeck", "LS1 4EE"
            row.contact_email, row.staff, row.is_vcse = "pat.doe@example.org", 900, False


def _award_the_second_lot_twice(life: Life) -> None:
    made = whole_life.award_lot(life, "2")
    released(life)
    life.team.buyer.make(f"/v1/awards/{made['id']}/void", {"reason": f"A mark was read wrongly. {SECRET}"})
    released(life)
    whole_life.award_lot(life, "2")
    released(life)


def _sign_for_the_first_lot(life: Life) -> None:
    first = whole_life.award_lot(life, "1")
    life.ids["award_id"] = first["id"]
    past_standstill(life.world, first)
    contract = whole_life.planned(life)
    released(life)
    life.ids["contract_id"] = life.team.buyer.make(f"/v1/contracts/{contract['id']}/go-live")["id"]
    released(life)


def _deliver(life: Life) -> dict[str, Any]:
    buyer = life.team.buyer
    live = buyer.read(f"/v1/contracts/{life.ids['contract_id']}")
    counted: dict[str, Any] = next(
        one for one in live["commitments"] if one["promised"] is not None and one["status"] == "carried"
    )
    life.world.clock.at += timedelta(days=200)
    claims = [
        life.supplier("Acme").make(
            f"/v1/commitments/{counted['id']}/updates",
            {"period": {"target": period["id"]}, "claimed": claimed, "words": f"Ask {SECRET}."},
        )
        for period, claimed in zip(counted["targets"], ("1234.5", "99"), strict=False)
    ]
    buyer.make(f"/v1/updates/{claims[0]['id']}/verify", {})
    signed = {"rating": "inadequate", "reason": f"Far too little. {SECRET}"}
    buyer.make(f"/v1/commitments/{counted['id']}/ratings", signed)
    released(life)
    return counted


def _change(life: Life) -> None:
    live = life.team.buyer.read(f"/v1/contracts/{life.ids['contract_id']}")
    terms = {"kind": "value", "value": "90000.50", "rebase": "none"}
    change = asked(life.journey, live, terms, effective_on="2027-01-01", reason=f"Less is bought. {SECRET}")
    entered(life.journey, change, second(life.journey))
    life.ids["change_id"] = change["id"]
    released(life)


def _break(life: Life, counted: dict[str, Any]) -> None:
    world, buyer = life.world, life.team.buyer
    today = london_date(world.clock.now())
    said = {"kind": "breach", "commitment_id": counted["id"], "words": f"Nothing was bought. {SECRET}"}
    days = {"happened_on": str(today), "reply_by": str(today + timedelta(days=5))}
    remedy = buyer.make(f"/v1/contracts/{life.ids['contract_id']}/remedies", said | days)
    world.clock.at += timedelta(days=10)
    buyer.make(f"/v1/remedies/{remedy['id']}/close", {"outcome": "settlement_agreed", "reason": f"Paid. {SECRET}"})
    released(life)
