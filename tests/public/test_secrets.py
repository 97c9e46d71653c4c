"""Whatever a tender has come to, no public address tells a secret of it: every one is read, at every stage."""

from uuid import UUID

from sqlalchemy import select

from app.awards.models import Award
from app.contracts.models import Contract
from app.identity.models import Person
from app.organisations.models import Organisation
from app.tenders.models import Tender
from tests.contracts import claims_life, networks_life, proof_life, remedies_life, whole_life
from tests.contracts.whole_life import Life
from tests.public.addresses import every_address, guessed
from tests.public.publishing import admin_of, getting, publish
from tests.world import World

SECRETS = {
    *(whole_life.answer_of(name, lot) for name, lot in whole_life.PRICES),
    *(price for (name, _), price in whole_life.PRICES.items()),
    *(whole_life.rationale_of(evaluator) for evaluator in (0, 1)),
    *(whole_life.INTEREST, whole_life.DECIDED, whole_life.AGREED, whole_life.DISCUSSION, whole_life.AWARDED),
    *(whole_life.OBJECTED, whole_life.ANSWERED, whole_life.EVIDENCE, whole_life.WAIVER, whole_life.UPDATE),
    *(whole_life.NOTE, whole_life.LATER, whole_life.CHANGE, whole_life.BOUGHT),
    *(proof_life.QUESTION, proof_life.PLANNED, proof_life.SHARED, remedies_life.ASKED, remedies_life.REPLIED),
    *(claims_life.CONFIRMED, claims_life.PART, claims_life.DUG),
    *networks_life.SECRETS,
}
BIDDERS = {"Acme", "Brook", "Cedar"}
NEVER = {"@home", "Bea Buyer", "Eva 1", "Col Commissioner", "Ann Auditor", "Adi Admin"}
"""People, and the domain of their addresses."""


def everything_public(world: World) -> str:
    """Return what stands at every public address: those that pages lead to, and those that anybody could guess.

    What stands there in the open contracting standard is left out: it says what an award is worth.
    """
    get = getting(world)
    told = every_address(get)
    told |= {address: get(address)[2] for address in guessed(_keys(world)) if address not in told}
    return "\n".join(text for address, text in told.items() if "/ocds/" not in address)


def _keys(world: World) -> list[str]:
    with world.service.database.unit_of_work(write=False) as tx:
        keys = [str(key) for model in (Tender, Award, Contract) for key in tx.scalars(select(model.reference))]
        keys += [str(key) for model in (Tender, Award, Contract, Organisation) for key in tx.scalars(select(model.id))]
        keys += [str(key) for key in tx.scalars(select(Person.id).limit(1))]
    return keys


def check(told: str, *, silent_on: set[str], but: frozenset[str] | set[str] = frozenset()) -> None:
    """Fail with the first secret that is told."""
    for secret in (SECRETS | NEVER | silent_on) - but:
        assert secret not in told, f"{secret}: …{told[max(0, told.index(secret) - 200) :][:400]}"


def _mail(life: Life) -> None:
    """Put somebody's address into what the authority says of its tender, past the checks of drafting."""
    with life.world.service.database.unit_of_work(write=True) as tx:
        row = tx.get_one(Tender, UUID(life.journey.tender_id))
        row.description = f"{row.description} Ask Bea Buyer (bea@home1.example)."


def test_while_bids_are_sealed_and_before_anything_is_switched_on_nothing_is_told(world: World) -> None:
    life = whole_life.with_bids(world)
    _mail(life)
    title = life.journey.tender["title"]
    check(everything_public(world), silent_on=BIDDERS | {"T-2026-0001", "Trust 1", title})
    publish(admin_of(world, life.team.organisation_id))
    told = everything_public(world)
    assert title in told
    assert "[withheld: personal data]" in told
    check(told, silent_on=BIDDERS)


def test_an_evaluated_tender_tells_of_no_bidder_before_a_notice_and_of_winners_alone_after_it(world: World) -> None:
    life = whole_life.computed(world)
    publish(admin_of(world, life.team.organisation_id))
    check(everything_public(world), silent_on=BIDDERS)
    whole_life.award_lot(life, "2")
    told = everything_public(world)
    check(told, silent_on=BIDDERS - {"Cedar"})
    assert "Cedar" in told


def test_a_contract_in_delivery_is_told_in_figures_and_in_nobodys_words(world: World) -> None:
    life = whole_life.delivering(world)
    admin = admin_of(world, life.team.organisation_id)
    publish(admin)
    told = everything_public(world)
    assert "Acme" in told
    check(told, silent_on={"Brook"})
    record = f"/public/ocds/records/{life.journey.tender['reference']}.json"
    if world.http.get(record).status_code == 404:
        life.team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/releases")
    told = world.http.get(record).text + world.http.get(record.replace("records", "releases")).text
    assert '"compiledRelease"' in told
    # The notice of an award says what it is worth.
    check(told, silent_on={"Brook"}, but={whole_life.PRICES[name, lot] for lot, name in whole_life.WINNERS.items()})
    publish(admin, tenders=True, delivery=True)
    assert world.http.get(record).status_code == 404
    publish(admin, tenders=False)
    gone = everything_public(world)
    check(gone, silent_on=BIDDERS | {"Cleaning", "Trust 1"})
