"""Sets the stage: the operator registers an authority and five suppliers, and gives each person a key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from app.demo.server import Server, run
from app.demo.user import PlayFailed, User

Story = Mapping[str, Any]
_HOME = "northfield"


@dataclass(frozen=True)
class Stage:
    """Everybody who has a part, and the story they play."""

    server: Server
    story: Story
    operator: User
    buyer: User
    commissioner: User
    auditor: User
    administrator: User
    evaluators: tuple[User, ...]
    suppliers: Mapping[str, User]

    def set_clock(self, moment: str) -> datetime:
        """Set the service's clock to a time of the story, by name."""
        instant = datetime.fromisoformat(self.story["times"][moment])
        self.server.set_clock(instant)
        return instant


def set_stage(server: Server, http: httpx.Client, story: Story) -> Stage:
    """Register everybody and return them with their keys."""
    operator = _first_admin(server, http)
    authority = operator.do("/v1/organisations", _authority(story["authority"]))
    people = story["people"]
    suppliers = {}
    for key in story["order"]:
        supplier = story["suppliers"][key]
        organisation = operator.do("/v1/organisations", _supplier(key, supplier))
        suppliers[key] = _person(http, operator, organisation["id"], supplier["person"], "supplier", key)
        _close_earlier_accounts(http, operator, story, suppliers[key], key)
    return Stage(
        server=server,
        story=story,
        operator=operator,
        buyer=_person(http, operator, authority["id"], people["buyer"], "buyer"),
        commissioner=_person(http, operator, authority["id"], people["commissioner"], "commissioner"),
        auditor=_person(http, operator, authority["id"], people["auditor"], "auditor"),
        evaluators=tuple(_person(http, operator, authority["id"], name, "evaluator") for name in people["evaluators"]),
        # Last: from then on it is the authority's own administrator who adds people, and the operator no longer.
        administrator=_person(http, operator, authority["id"], people["administrator"], "admin"),
        suppliers=suppliers,
    )


def _first_admin(server: Server, http: httpx.Client) -> User:
    printed = run(server.environment, "create-admin", "--name", "Operator", "--email", "operator@makegood.example")
    found = re.search(r"^key: (\S+)$", printed, re.MULTILINE)
    if found is None:
        message = f"makegood create-admin printed no key:\n{printed}"
        raise PlayFailed(message)
    me = http.get("/v1/me", headers={"Authorization": f"Bearer {found[1]}"}).json()
    return User(http, found[1], me["name"], me["person_id"], me["organisation_id"])


def _person(http: httpx.Client, operator: User, organisation_id: str, name: str, role: str, home: str = _HOME) -> User:
    """Add a person with a key; `home` begins the domain of their address, which no two organisations share."""
    email = f"{re.sub(r'[^a-z]+', '.', name.lower()).strip('.')}@{home}.example"
    body = {"organisation_id": organisation_id, "name": name, "email": email, "roles": [role]}
    person = operator.do("/v1/people", body)
    issued = operator.do(f"/v1/people/{person['id']}/keys", {"label": "demonstration", "days": 730})
    return User(http, issued["key"], name, person["id"], organisation_id)


def _close_earlier_accounts(http: httpx.Client, operator: User, story: Story, own: User, key: str) -> None:
    """Add and close the accounts that people of the authority once had at a supplier."""
    for earlier in story["earlier_accounts"]:
        if earlier["supplier"] == key:
            person = _person(http, operator, own.organisation_id, earlier["person"], "supplier", key)
            change = {"name": person.name, "roles": ["supplier"], "active": False}
            operator.change(f"/v1/people/{person.person_id}", change)


def _authority(authority: Story) -> dict[str, Any]:
    return {
        "kind": authority["kind"],
        "name": authority["name"],
        "postal_address": authority["address"],
        "identifiers": [{"scheme": "GB-NHS", "value": authority["ods"]}],
        "postcode": authority["postcode"],
        "contact_email": f"procurement@{_HOME}.example",
    }


def _supplier(key: str, supplier: Story) -> dict[str, Any]:
    return {
        "kind": "business",
        "name": supplier["name"],
        "identifiers": [{"scheme": "GB-COH", "value": supplier["company_number"]}],
        "postcode": supplier["postcode"],
        "contact_email": f"bids@{key}.example",
        "profile": supplier["profile"],
        "postal_address": supplier["address"],
    }
