"""A life beside the first one, in which a contract is changed, a promise follows what is bought, and one is swapped."""

from datetime import timedelta
from typing import Any

from app.identity.rules import Role
from tests.contracts_service.agreeing import BANDS, drafted, of_criterion, plan_evenly
from tests.contracts_service.changing import FROM
from tests.journeys import example_opendata
from tests.journeys.building import Journey, computed
from tests.journeys.example_cast import refused
from tests.world import START, Client, World

QUARTER = {"starts_on": "2026-04-01", "ends_on": "2026-06-30"}
LINK = {"basis": "spend", "expected": "300000", "floor": "20000", "cap": "100000"}
APPROVED = {"reason": "Read with its numbers; it may be made."}
AGREED = {"reason": "We can do that from January on."}

Json = dict[str, Any]


def meet_them(world: World) -> None:
    """Meet every refusal about changes and volumes, and use every route of them."""
    world.clock.at = START
    journey = computed(world)
    contract = _tied(journey, drafted(journey))
    world.clock.at += timedelta(days=300)
    _record_what_was_bought(journey, contract)
    other = world.person(journey.team.organisation_id, Role.COMMISSIONER, name="Mira Okafor")
    _follow_the_value(journey, contract, other)
    _tell_of_a_notice(journey, contract, other)
    example_opendata.tell_of_a_change(journey, contract)
    _swap(journey, contract, other)
    _come_too_late(journey, contract)


def _tied(journey: Journey, contract: Json) -> Json:
    """Tie the apprentices to what is bought, and let the contract go live."""
    buyer = journey.team.buyer
    for row in contract["commitments"]:
        planned = plan_evenly(journey, row)
        path, held = f"/v1/commitments/{row['id']}/volume-link", {"If-Match": f'"{planned["version"]}"'}
        if row["criterion"] == "local-jobs":
            buyer.did(buyer.put(path, {"link": LINK | {"floor": None, "cap": "200"}}, version=planned["version"]))
        elif row["criterion"] == "carbon-plan":
            refused(buyer, "commitment.link_does_not_hold", path, {"link": LINK}, method="PUT", headers=held)
        buyer.make(f"/v1/commitments/{row['id']}/carry")
    live: Json = buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    return live


def _record_what_was_bought(journey: Journey, contract: Json) -> None:
    buyer, path = journey.team.buyer, f"/v1/contracts/{contract['id']}/volumes"
    said = QUARTER | {"basis": "spend", "amount": "41250.40", "taken_from": "Ledger extract of 3 July 2026"}
    refused(buyer, "volume.unfit", path, said | {"ends_on": "2027-06-30"})
    buyer.make(path, said)
    buyer.make(path, said | {"amount": "42750.40", "reason": "An invoice of June came late."})
    journey.bidders[0].client.read(path)
    (jobs,), (spend,) = (of_criterion(contract, name) for name in ("local-jobs", "local-spend"))
    journey.bidders[0].client.read(f"/v1/commitments/{jobs['id']}/entitlement?as_at=2026-07-01")
    refused(buyer, "commitment.not_linked", f"/v1/commitments/{spend['id']}/entitlement", method="GET")


def _ask(journey: Journey, contract: Json, terms: Json, **fields: Any) -> str:
    body = {"rationale": "need_grew", "reason": "Two more wards are cleaned.", "effective_on": FROM, "terms": terms}
    made = journey.team.buyer.make(f"/v1/contracts/{contract['id']}/changes", body | fields)
    return f"/v1/changes/{made['id']}"


def _value(value: str, rebase: str = "pro_rata") -> Json:
    return {"kind": "value", "value": value, "rebase": rebase}


def _follow_the_value(journey: Journey, contract: Json, other: Client) -> None:
    """Let the value grow within the limit, the targets with it: three people, and the supplier."""
    team, supplier = journey.team, journey.bidders[0].client
    body = {"rationale": "need_grew", "reason": "Nothing.", "effective_on": FROM, "terms": _value("100000")}
    refused(team.buyer, "change.does_not_hold", f"/v1/contracts/{contract['id']}/changes", body)
    one = _ask(journey, contract, _value("108000"))
    colleague = journey.world.person(team.organisation_id, Role.BUYER, name="Ben Buyer")
    refused(colleague, "change.not_yours", f"{one}/withdraw", {"reason": "Not needed."})
    team.commissioner.make(f"{one}/approve", APPROVED)
    refused(team.commissioner, "change.needs_another", f"{one}/approve", APPROVED)
    refused(other, "change.supplier_has_not_agreed", f"{one}/approve", APPROVED)
    supplier.make(f"{one}/agree", AGREED)
    refused(supplier, "change.supplier_not_asked", f"{one}/agree", AGREED)
    other.make(f"{one}/approve", APPROVED)
    refused(other, "change.closed", f"{one}/refuse", APPROVED)
    supplier.read(one)
    (spend,) = of_criterion(contract, "local-spend")
    supplier.read(f"/v1/commitments/{spend['id']}/plans")


def _tell_of_a_notice(journey: Journey, contract: Json, other: Client) -> None:
    """Let the value grow beyond the limit, and another change rest on the value before that."""
    team = journey.team
    overtaken, one = (_ask(journey, contract, _value(value, "none")) for value in ("109000", "115000"))
    team.commissioner.make(f"{one}/approve", APPROVED)
    refused(other, "change.notice_not_acknowledged", f"{one}/approve", APPROVED)
    said = {"published": True, "published_on": "2026-10-30", "reference": "Notice 2026/S 000-000001"}
    team.buyer.make(f"{one}/notice", said | {"reason": "Published before the change takes effect."})
    refused(team.buyer, "change.notice_acknowledged", f"{one}/notice", said | {"reason": "Again."})
    other.make(f"{one}/approve", APPROVED)
    refused(other, "change.overtaken", f"{overtaken}/approve", APPROVED)
    team.buyer.make(f"{overtaken}/withdraw", {"reason": "It was asked for on the value before."})


def _swap(journey: Journey, contract: Json, other: Client) -> None:
    """Put hours of volunteering in the place of what is left of local spend."""
    team, supplier = journey.team, journey.bidders[0].client
    (spend,) = of_criterion(contract, "local-spend")
    new = {
        "title": "Hours for the food bank beside the hospital",
        "words": "Our staff give 4,000 hours in 2027, on days that the food bank names.",
        "unit": "hours",
        "counts": {"adds_up": "sum", "better": "higher"},
        "quantity": "4000",
        "targets": [{"label": "2027", "starts_on": FROM, "ends_on": "2027-12-31", "target": "4000"}],
        "bands": BANDS,
    }
    why = {"basis": "unit_value", "statement": "There are no local firms left that do this work."}
    values = {"old_unit_value": "0.86", "new_unit_value": "18.50", "source": "The trust's own table of 2026"}
    terms = {
        "kind": "substitution",
        "commitment_id": spend["id"],
        "equivalence": why | values,
        "replacement": new,
    }
    one = _ask(journey, contract, terms, rationale="supplier_cannot")
    asking = {"rationale": "supplier_cannot", "reason": "The same again.", "effective_on": FROM, "terms": terms}
    path = f"/v1/contracts/{contract['id']}/changes"
    refused(team.buyer, "change.substitution_pending", path, asking)
    supplier.make(f"{one}/agree", AGREED)
    team.commissioner.make(f"{one}/approve", APPROVED)
    other.make(f"{one}/approve", APPROVED)
    refused(team.buyer, "commitment.substituted", path, asking)


def _come_too_late(journey: Journey, contract: Json) -> None:
    """Ask for changes that are declined, refused, and left lying until their day has passed."""
    team, supplier = journey.team, journey.bidders[0].client
    words = {"kind": "other", "words": "Reports come on the tenth of the month.", "supplier_must_agree": True}
    declined, refused_one, late = (_ask(journey, contract, words) for _ in range(3))
    supplier.make(f"{declined}/decline", {"reason": "Our books close on the fifteenth."})
    team.commissioner.make(f"{refused_one}/refuse", {"reason": "The supplier said no to the same."})
    team.commissioner.read("/v1/changes?status=asked")
    journey.world.clock.at += timedelta(days=90)
    refused(team.commissioner, "change.too_late", f"{late}/approve", APPROVED)
