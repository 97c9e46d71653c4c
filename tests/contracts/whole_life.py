"""One whole life of a tender with two lots, every secret of it spelt so that it is found wherever it leaks."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.identity.rules import Role
from tests.awards.deciding import past_standstill, published
from tests.contracts import claims_life, networks_life, proof_life, remedies_life
from tests.contracts_service.agreeing import plan_evenly, term
from tests.journeys import building
from tests.journeys.building import Bidder, Journey, Team
from tests.world import Client, World, remembered

LOTS = ({"code": "1", "title": "North"}, {"code": "2", "title": "South"})
ONLY_IN_LOT_2 = "local-care"
MARKED_IN = {"1": ("carbon-plan", "local-jobs"), "2": ("carbon-plan", ONLY_IN_LOT_2)}
PRICES = {
    ("Acme", "1"): "100041.07",
    ("Brook", "1"): "131072.29",
    ("Brook", "2"): "198765.43",
    ("Cedar", "2"): "87654.31",
}
MARKS = {"Acme": "4", "Brook": "2", "Cedar": "3"}
WINNERS = {"1": "Acme", "2": "Cedar"}

EVIDENCE = "evidence-canary-4401"
OBJECTED, ANSWERED = "objected-canary-5504", "answered-canary-5505"
AGREED, DISCUSSION, AWARDED = "agreed-canary-5501", "discussion-canary-5502", "awarded-canary-5503"
INTEREST, DECIDED = "interest-canary-7701", "decided-canary-7702"
WAIVER, UPDATE, NOTE, LATER = "waiver-canary-6601", "update-canary-6602", "note-canary-6603", "later-canary-6604"
CHANGE, BOUGHT = "change-canary-6605", "bought-canary-6606"


def answer_of(name: str, lot: str) -> str:
    """Return the words by which the answers of one bid are recognised."""
    return f"answer-canary-{name}-{lot}"


def rationale_of(evaluator: int) -> str:
    """Return the words by which the reasons of one evaluator are recognised."""
    return f"rationale-canary-{evaluator}"


@dataclass
class Life:
    """A tender under way: its people, its bids by supplier and lot, and the real ids that routes take."""

    journey: Journey
    bids: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    also: list[dict[str, str]] = field(default_factory=list)

    @property
    def world(self) -> World:
        """Return the application."""
        return self.journey.world

    @property
    def team(self) -> Team:
        """Return the authority's people."""
        return self.journey.team

    def supplier(self, name: str) -> Client:
        """Return the person of a bidder."""
        return self.journey.bidder(name).client

    def every_ids(self) -> list[dict[str, str]]:
        """Return the ids to walk with: the main ones, and the same with another bid or document in their place."""
        return [self.ids, *({**self.ids, **other} for other in self.also)]


def lots_rubric() -> dict[str, Any]:
    """Return the small rubric with a question of its own for each of two lots."""
    document = building.rubric_document()
    questions = document["criteria"][1]["criteria"]
    jobs = next(one for one in questions if one["id"] == "local-jobs")
    care = {key: value for key, value in jobs.items() if key != "minimum"}
    questions.append(care | {"id": ONLY_IN_LOT_2, "title": "Local care", "lots": ["2"]})
    jobs["lots"] = ["1"]
    return document


def bid_content(name: str, lot: str) -> dict[str, Any]:
    """Return the content of one bid, its words and its price unlike any other's."""
    said = answer_of(name, lot)
    planted = f" All for £{PRICES[name, lot]}." if name == "Cedar" else ""
    content = building.content(price=PRICES[name, lot], carbon=f"We plant {said}.{planted}", jobs=f"We train {said}.")
    for answer in content["answers"]:
        if answer["criterion"] == "local-jobs":
            answer["criterion"] = MARKED_IN[lot][1]
    return content


@remembered
def with_bids(world: World) -> Life:
    """Return a published tender of two lots with four bids of three suppliers."""
    team = building.authority(world)
    life = Life(Journey(team, building.published_tender(team, rubric=lots_rubric(), lots=LOTS)))
    for name, lot in PRICES:
        if name not in {one.name for one in life.journey.bidders}:
            life.journey.bidders.append(Bidder(name, world.supplier(name), ""))
        supplier = life.supplier(name)
        life.bids[name, lot] = building.submitted_bid(supplier, life.journey.tender, bid_content(name, lot), lot=lot)
    _remember_people(life)
    life.ids |= {"tender_id": life.journey.tender_id, "rubric_id": life.journey.tender["rubric_id"], "number": "1"}
    life.ids["bid_id"] = life.bids["Acme", "1"]
    life.also = [{"bid_id": bid_id} for pair, bid_id in life.bids.items() if pair != ("Acme", "1")]
    return life


@remembered
def marked(world: World) -> Life:
    """Return a tender whose bids were opened and marked, with nothing agreed yet."""
    life = with_bids(world)
    life.ids["opening_id"] = building.closed(life.team, life.journey.tender)["id"]
    _decide_on_what_is_withheld(life)
    for evaluator in life.team.evaluators:
        for lot, criteria in MARKED_IN.items():
            made = building.assigned(life.journey, evaluator, criteria, lot=lot)
            life.ids["assignment_id"] = made[0]["id"]
    _declare_an_interest(life)
    life.team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/evaluate")
    for number, evaluator in enumerate(life.team.evaluators):
        for (name, lot), bid_id in life.bids.items():
            for criterion in MARKED_IN[lot]:
                building.mark(evaluator, bid_id, criterion, MARKS[name], rationale=f"It says {rationale_of(number)}.")
    return life


def _decide_on_what_is_withheld(life: Life) -> None:
    address = f"/v1/tenders/{life.journey.tender_id}"
    (flag,) = life.team.buyer.read(f"{address}/flags")["items"]
    said = {"outcome": "masked", "reason": "It is the price of the bid."}
    life.ids["flag_id"] = life.team.commissioner.make(f"/v1/flags/{flag['id']}/decide", said)["id"]


def _declare_an_interest(life: Life) -> None:
    """Let the first evaluator declare something that somebody else decides on."""
    interest = building.interest(f"I sing in a choir with {INTEREST}.")
    (made,) = building.declare(life.team.evaluators[0], life.journey.tender_id, interest)
    building.decide(life.team.buyer, made, "cleared", reasons=f"No bidder sings there: {DECIDED}.")
    life.ids["declaration_id"] = made["id"]


def _ask_about_a_price(life: Life) -> None:
    """Ask a bidder about its price, hear it and accept it."""
    answer_by = (life.journey.world.clock.now() + timedelta(days=5)).isoformat()
    asked = {"question": "How is it done at this price?", "answer_by": answer_by}
    made = life.team.buyer.make(f"/v1/bids/{life.ids['bid_id']}/low-price-inquiries", asked)
    life.ids["inquiry_id"] = made["id"]
    one = f"/v1/low-price-inquiries/{made['id']}"
    life.supplier("Acme").make(f"{one}/answer", {"words": "Our depot is next door."})
    life.team.buyer.make(f"{one}/decide", {"outcome": "accepted", "reasons": "The wage sheet holds."})


@remembered
def computed(world: World) -> Life:
    """Return a tender with everything agreed and the result of both lots."""
    life = marked(world)
    for (name, lot), bid_id in life.bids.items():
        building.decide_gate(life.journey, bid_id, rationale=f"The signature: {AGREED}.")
        for criterion in MARKED_IN[lot]:
            said = {"rationale": f"The panel: {AGREED}.", "discussion": f"They said {DISCUSSION}."}
            building.agree(life.journey, bid_id, criterion, MARKS[name], **said)
    for lot in WINNERS:
        life.ids["result_id"] = building.compute(life.journey, lot=lot)["id"]
    _ask_about_a_price(life)
    return life


@remembered
def awarded(world: World) -> Life:
    """Return a tender with both lots awarded and standstill over."""
    return award(computed(world))


def award(life: Life) -> Life:
    """Award both lots, the first one last, and let standstill pass."""
    second, first = (award_lot(life, lot) for lot in ("2", "1"))
    life.ids["award_id"] = first["id"]
    _object(life)
    past_standstill(life.world, second)
    return life


def _object(life: Life) -> None:
    """Let a bidder object to the award of the first lot, and somebody else than its decider answer."""
    said = {"words": f"You overlooked {OBJECTED}."}
    made = life.supplier("Brook").make(f"/v1/awards/{life.ids['award_id']}/representations", said)
    answer = {"outcome": "not_upheld", "reasons": f"It was read: {ANSWERED}."}
    life.team.commissioner.make(f"/v1/representations/{made['id']}/decide", answer)
    life.ids["representation_id"] = made["id"]


def award_lot(life: Life, lot: str) -> dict[str, Any]:
    """Award one lot to its winner, publish its notice, and return the award."""
    body = {
        "lot": lot,
        "bid": life.bids[WINNERS[lot], lot],
        "reasons": f"The best of lot {lot}: {AWARDED}.",
        "notice_on": life.world.clock.now().date().isoformat(),
    }
    made: dict[str, Any] = life.team.buyer.make(f"/v1/tenders/{life.journey.tender_id}/awards", body)
    if lot == "1":
        _withhold(life, made)
    return published(life.journey, made)


def _withhold(life: Life, award: dict[str, Any]) -> None:
    """Withhold from the other bidders what the panel says of the winner."""
    body = {
        "bid_id": life.bids["Acme", "1"],
        "criterion": "carbon-plan",
        "passage": AGREED,
        "kind": "commercially_sensitive",
        "reason": "It is a trade secret.",
    }
    life.ids["redaction_id"] = life.team.buyer.make(f"/v1/awards/{award['id']}/redactions", body)["id"]


@remembered
def delivering(world: World) -> Life:
    """Return a life up to delivery: a live contract, a waiver, evidence, claims, and issued documents with PDFs."""
    return deliver(awarded(world))


def deliver(life: Life) -> Life:
    """Take the award of the first lot through its contract into delivery."""
    contract = planned(life)
    live = life.team.buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    life.ids["contract_id"] = live["id"]
    counted = next(one for one in live["commitments"] if one["promised"] is not None)
    _report(life, counted)
    _ask_to_swap(life, counted)
    remedies_life.hold_to(life, counted)
    _issue(life)
    return life


def _ask_to_swap(life: Life, commitment: dict[str, Any]) -> None:
    """Record what was bought, and ask for another commitment in the place of one: what rested on it names rivals."""
    buyer, contract = life.team.buyer, f"/v1/contracts/{life.ids['contract_id']}"
    days = {"starts_on": "2026-04-01", "ends_on": "2026-06-30"}
    buyer.make(f"{contract}/volumes", days | {"basis": "spend", "amount": "5.05", "taken_from": f"Ledger {BOUGHT}"})
    new = {
        "title": "Hours for the food bank",
        "words": f"We help {CHANGE}.",
        "targets": [{"label": "2027", "starts_on": "2027-01-01", "ends_on": "2027-12-31"}],
    }
    terms = {
        "kind": "substitution",
        "commitment_id": commitment["id"],
        "equivalence": {"basis": "reasoned", "statement": "The ward wants it."},
        "replacement": new,
    }
    body = {"rationale": "need_fell", "reason": "Nobody asks.", "effective_on": "2027-01-01", "terms": terms}
    life.ids["change_id"] = buyer.make(f"{contract}/changes", body)["id"]


def planned(life: Life) -> dict[str, Any]:
    """Draft the contract of the first lot, its first promise waived and the others carried over, and return it."""
    buyer = life.team.buyer
    contract: dict[str, Any] = buyer.make(f"/v1/awards/{life.ids['award_id']}/contract", term(life.journey))
    first, *rest = contract["commitments"]
    asked = buyer.make(f"/v1/commitments/{first['id']}/waivers", {"reason": f"Not wanted: {WAIVER}."})
    life.team.commissioner.make(f"/v1/waivers/{asked['id']}/approve", {"reason": "Agreed with the ward."})
    for commitment in rest:
        plan_evenly(life.journey, commitment)
        buyer.make(f"/v1/commitments/{commitment['id']}/carry")
    life.ids["waiver_id"] = asked["id"]
    return contract


def _report(life: Life, commitment: dict[str, Any]) -> None:
    life.world.clock.at += timedelta(days=200)
    acme, contract_id = life.supplier("Acme"), life.ids["contract_id"]
    sent = {"file": ("payments.csv", f"supplier,amount\n{EVIDENCE},12\n".encode())}
    evidence = acme.did(acme.request("POST", f"/v1/contracts/{contract_id}/evidence", files=sent))
    claims = []
    for period, said in zip(commitment["targets"], (UPDATE, LATER), strict=False):
        body = {"period": {"target": period["id"]}, "claimed": "1234.5", "words": f"We paid {said}."}
        body["evidence"] = [evidence["id"]]
        claims.append(acme.make(f"/v1/commitments/{commitment['id']}/updates", body))
    life.team.buyer.make(f"/v1/updates/{claims[0]['id']}/verify", {"reason": f"Seen: {NOTE}."})
    life.ids |= {"commitment_id": commitment["id"], "evidence_id": evidence["id"], "update_id": claims[1]["id"]}
    proof_life.stand_behind(life, commitment, claims[1]["id"])
    claims_life.stand_beside(life, commitment, commitment["targets"][1])
    networks_life.stand_among(life)


def _issue(life: Life) -> None:
    life.world.run_jobs()  # what evidence and claims left to do
    life.ids["brand_id"] = life.team.commissioner.make("/v1/brands", {"colour": "#005eb8"})["id"]
    life.ids["export_id"] = life.team.buyer.make(f"/v1/contracts/{life.ids['contract_id']}/exports")["id"]
    life.world.run_jobs()
    buyer = life.team.buyer
    life.ids["release_id"] = buyer.make(f"/v1/tenders/{life.journey.tender_id}/releases")["id"]
    summary = buyer.make(f"/v1/awards/{life.ids['award_id']}/documents")
    report = buyer.make(f"/v1/contracts/{life.ids['contract_id']}/documents", {})
    assert life.world.run_jobs() == 2
    life.ids["document_id"] = summary["id"]
    life.also.append({"document_id": report["id"]})
    _issue_more(life)


def _issue_more(life: Life) -> None:
    """Write to the bidders, and let the supplier and the authority report on all that they have."""
    letters = life.team.buyer.make(f"/v1/awards/{life.ids['award_id']}/letters", {})["items"]
    made = [next(one["document_id"] for one in letters if one["supplier_name"] == "Acme")]  # a rival's tells who won
    made.append(life.supplier("Acme").make("/v1/statements", {})["id"])
    made.append(life.team.buyer.make("/v1/portfolio/documents", {})["id"])
    life.also += [{"document_id": one} for one in made]


def _remember_people(life: Life) -> None:
    """Add somebody of the authority with a password and keys, whose ids the routes about people take."""
    world, home = life.world, life.team.organisation_id
    admin = world.person(home, Role.ADMIN, name="Ada Admin")
    auditor = life.team.auditor
    auditor.make("/v1/me/password", {"password": "a long enough password"})
    key = auditor.make(f"/v1/people/{auditor.person_id}/keys", {"label": "spare"})
    event = admin.read("/v1/audit/events")["items"][0]
    hook = admin.make("/v1/webhooks", {"address": "https://events.example.org/", "events": ["update.submitted"]})
    life.ids |= {
        "organisation_id": str(home),
        "person_id": str(auditor.person_id),
        "key_id": key["id"],
        "event_id": event["id"],
        "webhook_id": hook["id"],
        "delivery_id": admin.make(f"/v1/webhooks/{hook['id']}/ping")["id"],
        "calendar_id": auditor.make("/v1/calendars", {"label": "Desk"})["id"],
    }
