"""Two contracts of one supplier beside the others: a school is asked, a firm reports, an invoice counts twice."""

import json
from typing import TYPE_CHECKING, Any

from app.delivery.confirmations.errors import TooManyAsked
from app.delivery.doubles.errors import TooManyLines
from app.delivery.subcontracting.errors import NotToReportOn
from app.identity.rules import Role
from app.kit.problem import problem
from tests.delivery.deal import Deal, deal, spend
from tests.journeys.example_cast import NOBODY, refused
from tests.journeys.recording import Recording
from tests.world import START, Client, World

if TYPE_CHECKING:
    from app.kit.errors import Refusal

CSV = b"day,hours\n2026-01-12,6\n2026-01-13,7.5\n"
QUARTER = {"starts_on": "2026-01-01", "ends_on": "2026-03-31"}
ASKED = {
    "meant_for": "Amara Osei",
    "organisation": "Beck Lane Primary School",
    "email": "head@becklane.example",
    "claim": "Two open days at the nursery, for a class of yours each.",
    "quantity": "2",
    **QUARTER,
}
YES = {"outcome": "confirmed", "name": "Amara Osei", "role": "Head teacher"}
INVOICE = {
    "payee": "Beck Nurseries Ltd",
    "payee_identifier": "01234567",
    "reference": "INV-1041",
    "amount": "4100",
    "dated": "2026-01-12",
    "place": "payments-q1.csv:14",
}

Json = dict[str, Any]


def meet_them(world: World) -> None:
    """Use the routes of confirmations, subcontractors and double claims, and meet their refusals."""
    world.clock.at = START
    made = deal(world, spend("500", "500"))
    _confirm(world, made)
    firm, one = _name(world, made)
    _report(made, firm, one)
    _remove(world, made, firm, one)
    _claim_twice(world, made)


def write_down(recording: Recording) -> None:
    """Keep the refusals that take a day of many requests, or a waiver in between."""
    lost: tuple[Refusal, ...] = (TooManyAsked(50), TooManyLines(50_000), NotToReportOn("Ground works", "waived"))
    for refusal in lost:
        recording.problems[refusal.code] = json.loads(bytes(problem(refusal).body))


def _confirm(world: World, made: Deal) -> None:
    supplier, nobody = made.supplier, world.stranger
    path = f"/v1/commitments/{made.commitments[0]}/confirmations"
    refused(supplier, "confirmation.asked_unfit", path, ASKED | {"ends_on": "2027-03-31"})
    asked = supplier.make(path, ASKED)
    one, link = f"/v1/confirmations/{asked['confirmation']['id']}", asked["link"]
    nobody.get(link)
    nobody.read(f"{link}/asked")
    refused(made.buyer, "confirmation.not_the_asker", f"{one}/revoke", {"reason": "The wrong school."})
    world.clock.advance(days=31)
    refused(nobody, "confirmation.link_expired", f"{link}/asked", method="GET")
    newer = supplier.make(f"{one}/links", {"reason": "She was away."})["link"]
    refused(nobody, "confirmation.link_revoked", f"{link}/answer", YES)
    refused(nobody, "confirmation.answer_unfit", f"{newer}/answer", YES | {"quantity": "1"})
    said = {"outcome": "corrected", "quantity": "1", "words": "Our class came once; the second visit fell through."}
    nobody.make(f"{newer}/answer", YES | said)
    refused(nobody, "confirmation.link_used", f"{newer}/answer", YES)
    refused(supplier, "confirmation.closed", f"{one}/links", {"reason": "Once more."})
    again = supplier.make(path, ASKED)
    nobody.request("POST", again["link"], data=YES)
    third = supplier.make(path, ASKED)["confirmation"]["id"]
    supplier.make(f"/v1/confirmations/{third}/revoke", {"reason": "Sent to the wrong school."})
    made.buyer.read("/v1/confirmations")
    made.buyer.read(one)
    for _ in range(5):
        refused(nobody, "confirmation.link_unknown", f"/v1/confirm/{'x' * 43}/asked", method="GET")
    refused(nobody, "confirmation.throttled", f"/v1/confirm/{'x' * 43}/asked", method="GET")


def _name(world: World, made: Deal) -> tuple[Client, str]:
    path = f"/v1/contracts/{made.contract}/subcontractors"
    invite = {"name": "Beck Ground Works", "email": "office@beckground.example"}
    body = {"commitments": [str(made.commitments[0])]}
    refused(made.supplier, "subcontractor.unfit", path, body | {"commitments": [NOBODY], "invite": invite})
    named = made.supplier.make(path, body | {"invite": invite, "tier": 2})
    firm = world.supplier("Beck Ground Works Ltd")
    refused(firm, "subcontractor.invitation_unknown", "/v1/my-subcontracts", {"token": "x" * 43})
    firm.make("/v1/my-subcontracts", {"token": named["invitation"]})
    refused(world.supplier(), "subcontractor.invitation_over", "/v1/my-subcontracts", {"token": named["invitation"]})
    refused(made.supplier, "subcontractor.exists", path, body | {"organisation": str(firm.organisation_id)})
    firm.read("/v1/my-subcontracts")
    made.buyer.read(path)
    one = f"/v1/subcontractors/{named['subcontractor']['id']}"
    firm.read(one)
    return firm, one


def _report(made: Deal, firm: Client, one: str) -> None:
    supplier, parts = made.supplier, f"{one}/parts"
    file = firm.did(firm.request("POST", f"{one}/files", files={"file": ("hours.csv", CSV, "text/csv")}))
    firm.get(f"/v1/subcontractor-files/{file['id']}/content")
    body = {"commitment": str(made.commitments[0]), "period": {"target": str(made.targets[0][0])}, "quantity": "200"}
    body |= {"words": "We dug the beds on both sites.", "files": [file["id"]]}
    refused(supplier, "subcontractor.not_the_subcontractor", parts, body)
    refused(firm, "part.unfit", parts, body | {"quantity": None})
    first = firm.make(parts, body)
    supplier.make(f"/v1/parts/{first['id']}/return", {"reason": "The hours of March are missing."})
    part = firm.make(parts, body)
    supplier.make(f"/v1/parts/{part['id']}/accept")
    refused(supplier, "part.not_open", f"/v1/parts/{part['id']}/accept")
    refused(firm, "part.settled", parts, body)
    update = made.claimed("450")
    held = f"/v1/updates/{update['id']}/parts"
    refused(supplier, "update.parts_unfit", held, {"parts": [NOBODY]})
    supplier.make(held, {"parts": [part["id"]]})
    refused(supplier, "part.included", f"/v1/parts/{part['id']}/return", {"reason": "After all."})
    made.buyer.read(held)
    firm.read(parts)


def _remove(world: World, made: Deal, firm: Client, one: str) -> None:
    made.supplier.make(f"{one}/remove", {"reason": "The ground works are done."})
    refused(made.supplier, "subcontractor.not_active", f"{one}/remove", {"reason": "Again."})
    assert firm.read(one)["status"] == "removed"
    world.run_jobs()


def _claim_twice(world: World, made: Deal) -> None:
    supplier, buyer = made.supplier, made.buyer
    second = deal(world, spend("500", "500"), sides=(buyer, supplier))
    lists = [f"/v1/contracts/{one.contract}/claimed-lines" for one in (made, second)]
    update = second.claimed("450")
    body: Json = {"name": "payments-q1.csv", **QUARTER, "share_percent": "100", "invoices": [INVOICE]}
    refused(supplier, "claimed_lines.unfit", lists[0], body | {"invoices": [INVOICE | {"reference": "--"}]})
    kept = []
    for path, more in zip(lists, ({}, {"update": update["id"]}), strict=True):
        kept.append(supplier.make(path, body | more))
        world.clock.advance(minutes=1)
        world.run_jobs()
    buyer.read(lists[0])
    hit = buyer.read(f"/v1/double-claims?contract={second.contract}")["items"][0]
    one = f"/v1/double-claims/{hit['id']}"
    buyer.read(one)
    supplier.make(f"{one}/answer", {"words": "The nursery planted on both sites, for one invoice."})
    buyer.make(f"{one}/decide", {"outcome": "upheld", "words": "All of it was planted on the first site."})
    refused(supplier, "double_claim.decided", f"{one}/answer", {"words": "Half of it was not."})
    refused(buyer, "update.double_claim_upheld", f"/v1/updates/{update['id']}/verify")
    withdraw = f"/v1/claimed-lines/{kept[1]['id']}/withdraw"
    refused(supplier, "claimed_lines.rested_on", withdraw, {"reason": "It was planted on the first site."})
    buyer.did(second.decide(update, "reject", reason="The invoice is counted on the other contract."))
    supplier.make(withdraw, {"reason": "It was planted on the first site."})
    refused(supplier, "claimed_lines.withdrawn", withdraw, {"reason": "Again."})
    refused(buyer, "double_claim.lapsed", f"{one}/decide", {"outcome": "explained", "words": "Withdrawn."})
    commissioner = made.colleague(Role.COMMISSIONER)
    commissioner.make("/v1/claim-sharing", {"shares": True, "reason": "Agreed by the boards of both trusts."})
    refused(commissioner, "claim_sharing.unchanged", "/v1/claim-sharing", {"shares": True, "reason": "Again."})
    commissioner.read("/v1/claim-sharing")
    world.run_jobs()
