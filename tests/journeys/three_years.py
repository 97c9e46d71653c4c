"""Plays three years of one contract: rates and factors change, it grows, promises are swapped, refused and broken.

Everything goes through the service as people would do it; the files that the supplier sends are kept, so that the last
report can be checked from them with no service.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.identity import service as identity
from app.identity.rules import Role
from app.identity.schemas import KeyCreate
from app.organisations.rules import OrganisationKind
from scoring.evidence.carbon_baseline import frozen
from tests.awards.deciding import computed_from
from tests.contracts_service.agreeing import drafted, plan_evenly
from tests.journeys.building import Journey, content
from tests.world import Client, World

BEGAN = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
TERM = {"starts_on": "2025-06-01", "ends_on": "2028-05-31", "value": "900000"}
YEARS = ("2025-06-01", "2026-06-01", "2027-06-01")
WHY = {"reason": "Both sides went through it and want it so."}
LEEDS = {
    "format": "makegood.area/1",
    "id": "leeds",
    "version": "1.0.0",
    "title": "Leeds",
    "postcode": "invoice",
    "within": [{"districts": ["E08000035"]}],
}
BASELINE = frozen(
    {
        "factor_year": "2024",
        "frozen_on": "2025-05-20",
        "period": {"from": "2024-06-01", "to": "2025-05-31"},
        "lines": [{"activity": "electricity-generation", "quantity": "100000", "unit": "kWh"}],
    }
)
SPEND, WAGES, CARBON, WEEKS, HOURS = "spend", "wages", "carbon", "weeks", "hours"
ACME = content(
    local_spend="90000",
    carbon_pledges=[
        {"measure": "carbon-reduction", "title": "Less electricity", "quantity": "12", "words": "New machines."},
        {"measure": "living-wage-workers", "title": "The Real Living Wage", "quantity": "100", "words": "Everybody."},
    ],
    jobs_pledges=[
        {"measure": "apprenticeship-weeks", "title": "Apprentices", "quantity": "156", "words": "One each year."}
    ],
)
BIDS = {"Acme": ACME, "Brook": content(price="110000", local_spend="40000"), "Cedar": content(local_spend="20000")}
_MEASURES = {"carbon-reduction": CARBON, "living-wage-workers": WAGES, "apprenticeship-weeks": WEEKS}


@dataclass
class Course:
    """The contract, who acts on it, and every file that was sent."""

    journey: Journey
    contract: dict[str, Any]
    commitments: dict[str, str]
    buyer: Client
    sent: dict[str, bytes] = field(default_factory=dict)

    @property
    def world(self) -> World:
        """Return the application."""
        return self.journey.world

    @property
    def supplier(self) -> Client:
        """Return the supplier."""
        return self.journey.bidder("Acme").client

    def on(self, day: str) -> None:
        """Let it be the morning of a day, with a new key for everybody: no key lasts for three years."""
        world = self.world
        world.clock.at = datetime.combine(date.fromisoformat(day), time(9), tzinfo=UTC)
        for one in (self.buyer, self.supplier, self.journey.team.commissioner):
            assert one.person_id
            with world.service.database.unit_of_work(write=True) as tx:
                asked = KeyCreate(label=day, days=730)
                issued = identity.issue_key(tx, None, one.person_id, asked, now=world.clock.at)
            one.headers = {"Authorization": f"Bearer {issued.key}"}

    def file(self, name: str, text: str) -> str:
        """Send a file of evidence and return its id."""
        self.sent[name] = text.encode()
        files = {"file": (name, text.encode(), "text/csv")}
        address = f"/v1/contracts/{self.contract['id']}/evidence"
        return str(self.supplier.did(self.supplier.post(address, files=files))["id"])

    def claim(self, promise: str, year: int, claimed: str, *files: str, whole: str | None = None) -> dict[str, Any]:
        """Report on a year, have what was sent assessed, and return the report as the buyer reads it."""
        known = self.supplier.read(f"/v1/commitments/{self.commitments[promise]}")
        target = next(one["id"] for one in known["targets"] if one["starts_on"] == YEARS[year])
        body = {"period": {"target": target}, "claimed": claimed, "words": "As the files show.", "evidence": [*files]}
        body |= {} if whole is None else {"whole": whole}
        made = self.supplier.make(f"/v1/commitments/{self.commitments[promise]}/updates", body)
        self.world.run_jobs()
        found: dict[str, Any] = self.buyer.read(f"/v1/updates/{made['id']}")
        return found

    def decide(self, update: dict[str, Any], act: str, **body: Any) -> dict[str, Any]:
        """Decide on a report."""
        made: dict[str, Any] = self.buyer.make(f"/v1/updates/{update['id']}/{act}", body)
        return made

    def change(self, terms: dict[str, Any], *, effective_on: str, rationale: str) -> dict[str, Any]:
        """Ask for a change of the contract, let the supplier agree, and have two others approve it."""
        asked = {"rationale": rationale, "effective_on": effective_on, "terms": terms} | WHY
        made = self.buyer.make(f"/v1/contracts/{self.contract['id']}/changes", asked)
        one = f"/v1/changes/{made['id']}"
        if made["supplier_must_agree"]:
            self.supplier.make(f"{one}/agree", WHY)
        if made["notice"]["due"] is not False:
            said = {"published": True, "published_on": self.world.clock.at.date().isoformat(), "reference": "2026/S 1"}
            self.buyer.make(f"{one}/notice", said | WHY)
        self.journey.team.commissioner.make(f"{one}/approve", WHY)
        home = self.journey.team.organisation_id
        other = self.world.person(home, Role.COMMISSIONER, name=f"Second commissioner, {made['number']}")
        done: dict[str, Any] = other.make(f"{one}/approve", WHY)
        return done

    def report(self, folder: Path) -> Path:
        """Issue the performance report, and leave it and every file that was sent in a folder; return the report."""
        made = self.buyer.make(f"/v1/contracts/{self.contract['id']}/documents", {"as_at": None})
        self.world.run_jobs()
        (folder / "evidence").mkdir(parents=True)
        for name, sent in self.sent.items():
            (folder / "evidence" / name).write_bytes(sent)
        place = folder / "performance.json"
        place.write_bytes(self.buyer.get(f"/v1/documents/{made['id']}/json").content)
        place.with_suffix(".pdf").write_bytes(self.buyer.get(f"/v1/documents/{made['id']}/pdf").content)
        return place


def begun(world: World) -> Course:
    """Return the contract on the day before it starts: planned by years, with what proves each promise."""
    world.clock.at = BEGAN
    journey = computed_from(world, BIDS, starts_on=TERM["starts_on"], ends_on=TERM["ends_on"])
    contract = drafted(journey, **TERM)
    found = {SPEND: next(one for one in contract["commitments"] if one["criterion"] == "local-spend")["id"]}
    for one in contract["commitments"]:
        plan_evenly(journey, one, periods="yearly")
        journey.team.buyer.make(f"/v1/commitments/{one['id']}/carry")
        if one["measure"]["id"] in _MEASURES:
            found[_MEASURES[one["measure"]["id"]]] = one["id"]
    course = Course(journey, contract, found, journey.team.buyer)
    _plan(course)
    course.contract = course.buyer.make(f"/v1/contracts/{contract['id']}/go-live")
    return course


def _plan(course: Course) -> None:
    """Say what proves each promise."""
    plans: dict[str, tuple[str, dict[str, Any]]] = {
        SPEND: ("local-spend", {"area": LEEDS}),
        WAGES: ("living-wage", {"smallest_group": "5"}),
        CARBON: ("carbon", {"factor_year": "2025", "baseline": BASELINE}),
        WEEKS: ("people", {"contract_starts_on": TERM["starts_on"]}),
    }
    for promise, (engine, settings) in plans.items():
        address = f"/v1/commitments/{course.commitments[promise]}/evidence-plans"
        course.buyer.make(address, {"engine": engine, "settings": settings})


# ---------------------------------------------------------------------------------------------------------- evidence
def payments(year: int, local: str, elsewhere: str) -> str:
    """Return a ledger of one year: a firm in Leeds, one in Bradford, one nowhere, and one invoice twice."""
    first = int(YEARS[year][:4])
    return (
        "date,payee,invoice_postcode,net,reference\n"
        f"{first}-07-15,Aire Linen Ltd,LS1 4EE,{local},A-{year}1\n"
        f"{first}-09-15,Bradford Boilers Ltd,BD1 1HY,{elsewhere},B-{year}1\n"
        f"{first}-10-15,Nowhere Ltd,ZZ99 9ZZ,100.01,N-{year}1\n"
        f"{first}-07-15,Aire Linen Ltd,LS1 4EE,{local},A-{year}1\n"
    )


def pay(*lines: tuple[str, str, int, str, str]) -> str:
    """Return pay lines: role, rate, people, from, to."""
    head = "role,region,hourly_rate,hours,headcount,age_group,contract_type,from,to\n"
    return head + "".join(
        f"{role},UK,{rate},1000,{people},21 and over,employee,{first},{last}\n"
        for role, rate, people, first, last in lines
    )


def meters(kwh: str, first: str, last: str) -> str:
    """Return one reading of the year's electricity."""
    head = "activity,quantity,unit,scope,from,to,reference\n"
    return f"{head}electricity-generation,{kwh},kWh,2,{first},{last},meter 1\n"


def apprentices(year: int, weeks: int) -> str:
    """Return so many weeks of one apprentice."""
    first = date.fromisoformat(YEARS[year])
    last = first + timedelta(days=7 * weeks - 1)
    return f"measure,person,from,to\napprenticeship-weeks,P-{year},{first},{last}\n"


def digest_of(sent: bytes) -> str:
    """Return the digest of a file."""
    return f"sha256:{sha256(sent).hexdigest()}"


# ------------------------------------------------------------------------------------------------------------- years
def first_year(course: Course) -> None:
    """Play the first year: the Real Living Wage rises, the factors fall, and one claim is refused and replied to."""
    course.on("2026-06-08")
    spent = course.claim(SPEND, 0, "30000", course.file("payments-1.csv", payments(0, "28000.50", "2000")))
    course.decide(spent, "part-verify", proved="28000.5", reason="What was paid in Bradford is not in Leeds.")
    rise = [
        ("cleaner", "12.60", 30, "2025-06-01", "2026-04-30"),
        ("cleaner", "13.45", 30, "2026-05-01", "2026-05-31"),
        ("guard", "12.60", 10, "2025-06-01", "2026-05-31"),
    ]
    wages = course.claim(WAGES, 0, "100", course.file("pay-1.csv", pay(*rise)))
    course.decide(wages, "part-verify", proved=wages["assessment"]["proved"], reason="The guards had no rise in May.")
    carbon = course.claim(CARBON, 0, "6.545", course.file("meters-1.csv", meters("80000", "2025-06-01", "2026-05-31")))
    refused = course.decide(carbon, "reject", reason="Most of it is the grid's own doing.")
    course.supplier.make(f"/v1/updates/{refused['id']}/reply", {"words": "Not all of it: 20,000 kWh are ours."})
    course.decide(carbon, "part-verify", proved=carbon["assessment"]["proved"], reason="The part that is yours counts.")
    weeks = course.claim(WEEKS, 0, "52", course.file("people-1.csv", apprentices(0, 52)))
    course.decide(weeks, "verify")


def second_year(course: Course) -> None:
    """Play the second year: the contract grows, a rate is not known, and a promise is swapped for another."""
    course.on("2026-08-03")
    course.change(
        {"kind": "value", "value": "972000", "rebase": "pro_rata"}, effective_on="2026-09-01", rationale="need_grew"
    )
    course.on("2027-05-03")
    swapped = {
        "kind": "substitution",
        "commitment_id": course.commitments[CARBON],
        "equivalence": {"basis": "reasoned", "statement": "The site closes; the panel values the hours as much."},
        "replacement": {
            "title": "Hours given by staff",
            "words": "Volunteers at two schools.",
            "measure": "volunteering-hours",
            "quantity": "200",
            "targets": [
                {"label": "The last year", "starts_on": "2027-06-01", "ends_on": "2028-05-31", "target": "200"}
            ],
            "bands": {"good": "100", "approaching_target": "90", "requires_improvement": "70"},
        },
    }
    course.change(swapped, effective_on="2027-06-01", rationale="third_party")
    live = course.buyer.read(f"/v1/contracts/{course.contract['id']}")
    course.commitments[HOURS] = live["commitments"][-1]["id"]
    course.on("2027-06-07")
    spent = course.claim(SPEND, 1, "33000", course.file("payments-2.csv", payments(1, "33000", "500")))
    course.decide(spent, "verify")
    raised = [("cleaner", "13.45", 30, "2026-06-01", "2027-05-31"), ("guard", "13.45", 10, "2026-06-01", "2027-05-31")]
    wages = course.claim(WAGES, 1, "100", course.file("pay-2.csv", pay(*raised)))
    course.decide(wages, "verify", reason="The new rate was not in the table yet; the licence was seen.")


def third_year(course: Course) -> None:
    """Play the third year: the authority merges into another, apprentices fail to come, and that is a breach."""
    course.on("2027-10-01")
    merge(course)
    course.on("2027-11-01")
    about = f"/v1/contracts/{course.contract['id']}/remedies"
    breach = {
        "kind": "breach",
        "commitment_id": course.commitments[WEEKS],
        "words": "No apprentice came in the second year, and nothing was reported.",
        "happened_on": "2027-06-01",
        "reply_by": "2027-11-30",
    }
    remedy = course.buyer.make(about, breach)
    course.supplier.make(f"/v1/remedies/{remedy['id']}/reply", {"words": "The college closed the course."})
    course.buyer.make(
        f"/v1/remedies/{remedy['id']}/close", {"outcome": "settlement_agreed", "reason": "Hours at schools instead."}
    )
    course.on("2028-06-05")
    spent = course.claim(SPEND, 2, "34000", course.file("payments-3.csv", payments(2, "34200", "0.01")))
    course.decide(spent, "verify")
    hours = course.claim(HOURS, 2, "180")
    course.decide(hours, "verify", reason="Both schools confirmed it.")


def merge(course: Course) -> None:
    """Let the authority close and another follow it, whose buyer goes on."""
    world, home = course.world, course.journey.team.organisation_id
    follower = world.organisation(OrganisationKind.TRUST, "New Trust")
    old, new = world.person(home, Role.ADMIN), world.person(follower, Role.ADMIN)
    body = {
        "predecessor_id": str(home),
        "successor_id": str(follower),
        "legal_basis": "The Trusts (Transfer) Order 2027",
        "takes_effect_on": "2027-10-01",
        "reason": "The trusts merge.",
    }
    made = old.make("/v1/successions", body)
    new.make(f"/v1/successions/{made['id']}/accept")
    course.buyer = world.person(follower, Role.BUYER, name="Nia Newbuyer")


def read(place: Path) -> dict[str, Any]:
    """Return a report."""
    found: dict[str, Any] = json.loads(place.read_bytes())
    return found
