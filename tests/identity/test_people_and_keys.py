"""Who may call: keys hold until they expire or are revoked, roles fit the organisation, guessing is slowed down."""

from typing import Any

import pytest
from pwdlib import PasswordHash
from sqlalchemy import select

from app.identity.models import ApiKey, Person
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.journeys.together import at_once
from tests.world import World

PASSWORD = "correct horse battery"


def _member(world: World, **more: object) -> dict[str, Any]:
    council = world.organisation(OrganisationKind.COUNCIL)
    admin = world.person(council, Role.ADMIN)
    body = {
        "organisation_id": str(council),
        "name": "Bo O'Neil",
        "email": "Bo@Example.org ",
        "roles": ["buyer"],
        "password": PASSWORD,
        **more,
    }
    return {"admin": admin, "council": council, "person": admin.make("/v1/people", body)}


def test_a_key_tells_who_is_calling(world: World) -> None:
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL, "Leeds"), Role.BUYER, name="Ada")
    me = buyer.read("/v1/me")
    assert (me["name"], me["organisation_name"], me["roles"]) == ("Ada", "Leeds", ["buyer"])


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic abc", "Bearer mg_not-a-key"])
def test_without_a_key_that_holds_nothing_is_shown(world: World, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = world.http.get("/v1/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_no_longer_holds_once_it_is_revoked_or_expired_or_its_person_is_shut_out(world: World) -> None:
    made = _member(world)
    admin, person = made["admin"], made["person"]
    issued = [admin.make(f"/v1/people/{person['id']}/keys", {"label": "a", "days": days}) for days in (1, 30, 30)]
    headers = [{"Authorization": f"Bearer {key['key']}"} for key in issued]
    assert [world.http.get("/v1/me", headers=each).status_code for each in headers] == [200, 200, 200]
    admin.did(admin.post(f"/v1/keys/{issued[1]['id']}/revoke"))
    world.clock.advance(days=1)
    assert [world.http.get("/v1/me", headers=each).status_code for each in headers] == [401, 401, 200]
    change = {"name": "Bo", "roles": ["buyer"], "active": False}
    admin.did(admin.put(f"/v1/people/{person['id']}", change, version=person["version"]))
    assert world.http.get("/v1/me", headers=headers[2]).status_code == 401


def test_neither_keys_nor_passwords_are_kept_in_clear(world: World) -> None:
    made = _member(world)
    key = made["admin"].make(f"/v1/people/{made['person']['id']}/keys", {"label": "a"})["key"]
    with world.service.database.unit_of_work(write=False) as tx:
        kept = [
            str(value)
            for model in (ApiKey, Person)
            for row in tx.scalars(select(model))
            for value in vars(row).values()
        ]
    assert not [value for value in kept if key in value or PASSWORD in value]


def test_signing_in_gives_a_key_that_holds_twelve_hours(world: World) -> None:
    _member(world)
    signed_in = world.stranger.make("/v1/sessions", {"email": "bo@example.org", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {signed_in['key']}"}
    assert world.http.get("/v1/me", headers=headers).status_code == 200
    world.clock.advance(hours=12)
    assert world.http.get("/v1/me", headers=headers).status_code == 401


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(world: World) -> None:
    _member(world)
    answers = [
        world.stranger.post("/v1/sessions", {"email": email, "password": "wrong"})
        for email in ("bo@example.org", "nobody@example.org")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_guessing_is_stopped_after_five_failures_and_for_the_right_password_too(world: World) -> None:
    _member(world)
    for _ in range(5):
        assert world.stranger.post("/v1/sessions", {"email": "bo@example.org", "password": "x"}).status_code == 401
    right = {"email": "bo@example.org", "password": PASSWORD}
    stopped = world.stranger.post("/v1/sessions", right)
    assert (stopped.status_code, stopped.json()["code"]) == (429, "session.throttled")
    assert stopped.headers["retry-after"] == "900"
    world.clock.advance(minutes=16)
    assert world.stranger.post("/v1/sessions", right).status_code == 201


def test_a_secret_is_never_repeated_in_an_error(world: World) -> None:
    answer = world.stranger.post("/v1/sessions", {"email": "bo@example.org", "password": ["hunter2"]})
    assert answer.status_code == 422
    assert "hunter2" not in answer.text


def test_a_role_that_does_not_exist_in_such_an_organisation_is_refused(world: World) -> None:
    supplier = world.organisation(OrganisationKind.BUSINESS)
    admin = world.person(supplier, Role.ADMIN)
    body = {"organisation_id": str(supplier), "name": "A", "email": "a@example.org", "roles": ["buyer"]}
    refused = admin.post("/v1/people", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "person.role_not_held_here")


def test_an_address_belongs_to_one_person(world: World) -> None:
    made = _member(world)
    body = {"organisation_id": str(made["council"]), "name": "B", "email": "bo@example.org", "roles": ["buyer"]}
    assert made["admin"].post("/v1/people", body).json()["code"] == "person.email_taken"


def test_the_last_admin_cannot_be_taken_away(world: World) -> None:
    council = world.organisation(OrganisationKind.COUNCIL)
    admin = world.person(council, Role.ADMIN)
    change = {"name": "A", "roles": ["buyer"], "active": True}
    refused = admin.put(f"/v1/people/{admin.person_id}", change, version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "person.last_admin")
    world.person(council, Role.ADMIN)
    assert admin.put(f"/v1/people/{admin.person_id}", change, version=1).status_code == 200


def test_an_admin_reaches_their_own_organisation_only(world: World) -> None:
    admin = world.person(world.organisation(OrganisationKind.COUNCIL), Role.ADMIN)
    stranger = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    body = {"organisation_id": str(stranger.organisation_id), "name": "A", "email": "a@x.org", "roles": ["buyer"]}
    change = {"name": "A", "roles": ["buyer"], "active": False}
    assert admin.post("/v1/people", body).status_code == 404
    assert admin.get(f"/v1/people/{stranger.person_id}").status_code == 404
    assert admin.put(f"/v1/people/{stranger.person_id}", change, version=1).status_code == 404
    assert admin.post(f"/v1/people/{stranger.person_id}/keys", {"label": "a"}).status_code == 404
    assert admin.get(f"/v1/people/{stranger.person_id}/keys").status_code == 404


def test_nobody_issues_or_revokes_the_key_of_a_colleague_unless_they_are_admin(world: World) -> None:
    council = world.organisation(OrganisationKind.COUNCIL)
    first, second = world.person(council, Role.BUYER), world.person(council, Role.EVALUATOR)
    mine = second.make(f"/v1/people/{second.person_id}/keys", {"label": "mine"})
    assert first.post(f"/v1/people/{second.person_id}/keys", {"label": "a"}).status_code == 404
    assert first.post(f"/v1/keys/{mine['id']}/revoke").status_code == 404
    assert second.post(f"/v1/keys/{mine['id']}/revoke").status_code == 200


def test_a_new_password_needs_the_present_one(world: World) -> None:
    _member(world)
    first = world.stranger.make("/v1/sessions", {"email": "bo@example.org", "password": PASSWORD})
    headers = {"Authorization": f"Bearer {first['key']}"}
    change = {"current": "not it", "password": "another long password"}
    assert world.http.post("/v1/me/password", headers=headers, json=change).status_code == 403
    assert world.http.post("/v1/me/password", headers=headers, json={**change, "current": PASSWORD}).status_code == 200
    assert world.stranger.post("/v1/sessions", {"email": "bo@example.org", "password": PASSWORD}).status_code == 401


def test_the_operator_starts_an_organisation_and_then_leaves_its_people_to_its_own_admin(world: World) -> None:
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    council = world.organisation(OrganisationKind.COUNCIL)
    body = {"organisation_id": str(council), "name": "Ada", "email": "ada@example.org", "roles": ["admin"]}
    ada = operator.make("/v1/people", body)
    key = operator.make(f"/v1/people/{ada['id']}/keys", {"label": "first"})
    buyer = world.person(council, Role.BUYER)
    intruder = body | {"email": "spy@example.org", "roles": ["auditor"]}
    change = {"name": "Ada", "roles": ["admin", "buyer"], "active": True}
    refused = [
        operator.post("/v1/people", intruder),
        operator.post(f"/v1/people/{buyer.person_id}/keys", {"label": "to act as the buyer"}),
        operator.put(f"/v1/people/{ada['id']}", change, version=1),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "person.own_admin")] * 3
    operator.make(f"/v1/keys/{key['id']}/revoke")
    assert operator.post(f"/v1/people/{ada['id']}/keys", {"label": "for the one that was lost"}).status_code == 201


def test_a_key_that_is_called_session_is_recorded_as_the_key_that_it_is(world: World) -> None:
    auditor = world.person(world.organisation(OrganisationKind.COUNCIL), Role.AUDITOR)
    auditor.make(f"/v1/people/{auditor.person_id}/keys", {"label": "session"})
    assert auditor.read("/v1/audit/events")["items"][0]["action"] == "key.issued"


def test_nobody_who_writes_waits_for_a_password_to_be_hashed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _member(world)
    verify, others = PasswordHash.verify, list[str]()

    def verify_while_somebody_writes(self: PasswordHash, password: str, hashed: str) -> bool:
        with world.service.database.unit_of_work(write=True):
            others.append("wrote")
        return verify(self, password, hashed)

    monkeypatch.setattr(PasswordHash, "verify", verify_while_somebody_writes)
    for email, status in (("bo@example.org", 201), ("nobody@example.org", 401)):
        answer = world.stranger.post("/v1/sessions", {"email": email, "password": PASSWORD})
        assert answer.status_code == status
    assert others == ["wrote", "wrote"]


def test_a_new_password_ends_every_other_session_and_no_key(world: World) -> None:
    made = _member(world)
    key = made["admin"].make(f"/v1/people/{made['person']['id']}/keys", {"label": "session", "days": 1})["key"]
    signing = {"email": "bo@example.org", "password": PASSWORD}
    own, other = (world.stranger.make("/v1/sessions", signing)["key"] for _ in range(2))
    change = {"current": PASSWORD, "password": "another long password"}
    assert world.http.post("/v1/me/password", headers={"Authorization": f"Bearer {own}"}, json=change).is_success
    held = {
        name: world.http.get("/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code
        for name, secret in {"own": own, "other": other, "key": key}.items()
    }
    assert held == {"own": 200, "other": 401, "key": 200}


def test_the_present_password_cannot_be_guessed_with_a_stolen_session_either(world: World) -> None:
    _member(world)
    session = world.stranger.make("/v1/sessions", {"email": "bo@example.org", "password": PASSWORD})["key"]
    headers = {"Authorization": f"Bearer {session}"}
    guess = {"current": "not it", "password": "another long password"}
    answers = [world.http.post("/v1/me/password", headers=headers, json=guess).status_code for _ in range(7)]
    assert answers == [403] * 5 + [429] * 2
    right = world.http.post("/v1/me/password", headers=headers, json={**guess, "current": PASSWORD})
    assert right.json()["code"] == "session.throttled"


def test_many_guesses_at_the_same_instant_are_no_more_guesses_than_one_after_the_other(world: World) -> None:
    _member(world)
    wrong = {"email": "bo@example.org", "password": "x"}
    answers = at_once([lambda: world.http.post("/v1/sessions", json=wrong).status_code] * 12)
    assert sorted(answers) == [401] * 5 + [429] * 7
