"""Registers everybody who has a part in the examples of the API description, over HTTP, as an operator would."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.journeys import example_story as story
from tests.journeys.recording import PASSWORD
from tests.world import Client, World

NOBODY = "01980000-0000-7000-8000-999999999999"
PEOPLE = "/v1/people"

Json = dict[str, Any]


@dataclass
class Cast:
    """Everybody in the play, and what they have made so far."""

    world: World
    operator: Client
    trust: str
    priya: Client
    amara: Client
    tom: Client
    leila: Client
    gareth: Client
    ines: Client
    noor: Client
    suppliers: list[Client]
    bids: list[str] = field(default_factory=list)
    made: dict[str, Json] = field(default_factory=dict)

    def on(self, day: str, hour: int = 10) -> None:
        """Let it be that day."""
        self.world.clock.at = datetime.combine(date.fromisoformat(day), time(hour), UTC)

    def at(self, what: str) -> str:
        """Return the address of something that was made: `cast.at("tender")`."""
        return f"/v1/{what}s/{self.made[what]['id']}"


def refused(client: Client, code: str, path: str, body: Any = None, *, method: str = "POST", **options: Any) -> None:
    """Send what must be refused with `code`."""
    sent = {"json": body} if body is not None else {}
    answer = client.request(method, path, **sent, **options)
    assert answer.json().get("code") == code, (method, path, code, answer.status_code, answer.text)


def gather(world: World) -> Cast:
    """Register an authority and three suppliers, and give each person a key."""
    nobody = world.stranger
    nobody.read("/health")
    nobody.read("/ready")
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN, name="Operator")
    trust = operator.make("/v1/organisations", story.AUTHORITY)["id"]
    people = {name.split()[0]: _person(operator, trust, name, roles) for name, roles in story.PEOPLE.items()}
    suppliers = []
    for body, name in zip(story.SUPPLIERS, story.BIDDERS, strict=True):
        home = operator.make("/v1/organisations", body)["id"]
        suppliers.append(_person(operator, home, name, ["supplier"]))
    cast = Cast(
        world=world,
        operator=operator,
        trust=trust,
        priya=people["Priya"],
        amara=people["Amara"],
        tom=people["Tom"],
        leila=people["Leila"],
        gareth=people["Gareth"],
        ines=people["Ines"],
        noor=people["Noor"],
        suppliers=suppliers,
    )
    _look_after_organisations(cast)
    _look_after_people(cast)
    _sign_in(cast)
    return cast


def _person(operator: Client, organisation: str, name: str, roles: list[str]) -> Client:
    email = f"{name.lower().replace(' ', '.')}@{'bidders' if roles == ['supplier'] else 'northfield'}.example"
    body = {"organisation_id": organisation, "name": name, "email": email, "roles": roles}
    person = operator.make(PEOPLE, body)
    issued = operator.make(f"{PEOPLE}/{person['id']}/keys", {"label": "Workstation", "days": 730})
    key = {"Authorization": f"Bearer {issued['key']}"}
    return Client(operator.world, UUID(person["id"]), UUID(organisation), key)


def _look_after_organisations(cast: Cast) -> None:
    operator, path = cast.operator, f"/v1/organisations/{cast.trust}"
    cast.priya.read("/v1/organisations?kind=business&name=green")
    cast.priya.read(path)
    change = {name: story.AUTHORITY[name] for name in ("name", "postcode", "contact_email")}
    cast.noor.did(cast.noor.put(path, change, version=1))
    refused(operator, "organisation.identifier_taken", "/v1/organisations", story.AUTHORITY)
    misspelt = story.SUPPLIERS[0] | {"identifiers": [{"scheme": "GB-COH", "value": "99-17"}]}
    refused(operator, "organisation.identifier_invalid", "/v1/organisations", misspelt)


def _look_after_people(cast: Cast) -> None:
    noor, leila = cast.noor, f"{PEOPLE}/{cast.leila.person_id}"
    cast.priya.read(PEOPLE)
    cast.priya.read(leila)
    change = {"name": "Leila Farouk", "roles": ["evaluator", "commissioner"], "active": True}
    noor.did(noor.put(leila, change, version=1))
    cast.leila.read(f"{leila}/keys")
    spare = cast.leila.make(f"{leila}/keys", {"label": "Laptop that was lost"})
    cast.leila.make(f"/v1/keys/{spare['id']}/revoke")
    again = {"organisation_id": cast.trust, "name": "Priya R.", "email": "priya.raman@northfield.example"}
    refused(noor, "person.email_taken", PEOPLE, again | {"roles": ["buyer"]})
    refused(noor, "payload", PEOPLE, again | {"roles": []})
    outsider = {"organisation_id": str(cast.suppliers[0].organisation_id), "name": "Rosa", "email": "rosa@example.org"}
    refused(cast.operator, "person.role_not_held_here", PEOPLE, outsider | {"roles": ["buyer"]})
    refused(cast.operator, "person.own_admin", f"{leila}/keys", {"label": "To act as Leila"})
    alone = {"name": "Noor Aziz", "roles": ["auditor"], "active": True}
    own = f"{PEOPLE}/{noor.person_id}"
    refused(noor, "person.last_admin", own, alone, method="PUT", headers={"If-Match": '"1"'})
    refused(noor, "stale_version", leila, change, method="PUT", headers={"If-Match": '"1"'})
    refused(noor, "version_required", leila, change, method="PUT")
    refused(cast.priya, "not_allowed", PEOPLE, outsider | {"roles": ["buyer"]})
    refused(cast.world.stranger, "not_signed_in", PEOPLE, method="GET")
    refused(cast.priya, "not_found", f"{PEOPLE}/{NOBODY}", method="GET")
    refused(cast.priya, "invalid", f"{PEOPLE}?sort=colour", method="GET")
    once = {"Idempotency-Key": "add-tom-2026-01-05"}
    colleague = {"organisation_id": cast.trust, "name": "Jo Marsh", "email": "jo@northfield.example"}
    noor.make(PEOPLE, colleague | {"roles": ["auditor"]}, headers=once)
    refused(noor, "idempotency.mismatch", PEOPLE, colleague | {"roles": ["buyer"]}, headers=once)


def _sign_in(cast: Cast) -> None:
    cast.priya.read("/v1/me")
    cast.priya.make("/v1/me/password", {"password": PASSWORD})
    given = {"email": "priya.raman@northfield.example", "password": PASSWORD}
    cast.world.stranger.make("/v1/sessions", given)
    wrong = given | {"password": "a guess, and not a good one"}
    for _ in range(5):
        refused(cast.world.stranger, "session.refused", "/v1/sessions", wrong)
    refused(cast.world.stranger, "session.throttled", "/v1/sessions", wrong)
