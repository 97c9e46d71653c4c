"""Who is calling; people and their roles; keys and sessions."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.identity import repository, rules
from app.identity.errors import EmailTaken, LastAdmin, OwnAdminDecides, RoleNotHeldHere, SignInRefused, TooManySignIns
from app.identity.models import ApiKey, Person, SignInFailure
from app.identity.rules import Role
from app.identity.schemas import (
    KeyCreate,
    KeyIssuedOut,
    KeyOut,
    PasswordSet,
    PersonCreate,
    PersonOut,
    PersonUpdate,
    SessionCreate,
    WhoAmIOut,
)
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call, Service
from app.kit.errors import NotAllowed, NotFound, NotSignedIn, Refusal
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from app.organisations.models import Organisation
from app.organisations.rules import OrganisationKind

constraints.means("uq_person_email", EmailTaken, columns="person.email")

_hasher = PasswordHash((Argon2Hasher(),))
_PREFIX = "mg_"


def identify(tx: Session, credential: str, *, now: datetime, reading_for: str | None = None) -> Actor:
    """Return who holds a credential; raise NotSignedIn when it does not hold.

    `reading_for` names a closed body that the caller's followed: they then read as its auditor would.
    """
    row = repository.credential(tx, _digest(credential))
    if row is None or not row.active:
        raise NotSignedIn("The credential is not known here.")
    if not rules.holds(expires_at=row.expires_at, revoked_at=row.revoked_at, now=now):
        raise NotSignedIn("The credential has expired or was revoked.")
    roles = _role_set(row.roles)
    actor = Actor(
        person_id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        organisation_name=row.organisation_name,
        organisation_kind=row.organisation_kind,
        roles=roles if row.successor_id is None else rules.left_after_closing(roles),
        key_id=row.key_id,
    )
    return actor if reading_for is None else _reader_of(tx, actor, reading_for)


def _reader_of(tx: Session, actor: Actor, asked: str) -> Actor:
    """Return the caller as a reader of a body that theirs followed; raise NotFound for any other."""
    if not actor.has(*rules.AUTHORITY_READERS):
        raise NotAllowed("Only who reads for their own body reads for one that it followed. Leave out Reading-For.")
    try:
        closed = organisations.followed_by(tx, UUID(asked), actor.organisation_id)
    except ValueError:
        closed = None
    if closed is None:
        raise NotFound("closed body that yours followed", asked[:40])
    return replace(
        actor,
        organisation_id=closed.id,
        organisation_name=closed.name,
        organisation_kind=closed.kind,
        roles=rules.AUDITOR,
    )


def who_am_i(actor: Actor) -> WhoAmIOut:
    """Return what the service knows of the caller."""
    fields = {name: getattr(actor, name) for name in WhoAmIOut.model_fields if name != "roles"}
    return WhoAmIOut(**fields, roles=sorted(actor.roles))


def add_person(tx: Session, actor: Actor | None, body: PersonCreate, *, now: datetime) -> PersonOut:
    """Add a person: an admin to their own organisation, the operator's admin to one without an admin of its own.

    `actor` None is the console.
    """
    organisation = organisations.get(tx, body.organisation_id)
    _check_reach(actor, organisation.id)
    _check_own_admin(tx, actor, organisation.id, now)
    _check_roles(organisation, body.roles)
    password = body.password.get_secret_value() if body.password else None
    person = Person(
        id=new_id(now),
        organisation_id=organisation.id,
        name=body.name,
        email=body.email,
        roles=_role_text(body.roles),
        password_hash=_hasher.hash(password) if password else None,
        active=True,
        created_at=now,
        version=1,
    )
    repository.add(tx, person)
    out = _present(person)
    audit.record(tx, actor, Action.PERSON_ADDED, person, log_id=organisation.id, now=now, after=_facts(out))
    return out


def update_person(call: Call, person_id: UUID, body: PersonUpdate) -> PersonOut:
    """Change a person's name, roles or access; the last active admin cannot be taken away."""
    tx, now = call.tx, call.now
    found = repository.get_person(tx, person_id)
    if found is None or not _within_reach(call.actor, found.organisation_id):
        raise NotFound("person", person_id)
    # All at once: two admins who change one another would each hold what the other waits for.
    people = repository.people_of_for_update(tx, found.organisation_id)
    person = next(row for row in people if row.id == person_id)
    _check_own_admin(tx, call.actor, person.organisation_id, now)
    call.check_version(person.version)
    _check_roles(organisations.get(tx, person.organisation_id), body.roles)
    if not (body.active and Role.ADMIN in body.roles):
        _check_an_admin_is_left(people, person)
    before, was_active = _facts(_present(person)), person.active
    person.name, person.roles, person.active = body.name, _role_text(body.roles), body.active
    person.version += 1
    shut_out = was_active and not body.active
    for key in repository.keys_of(tx, person.id) if shut_out else ():
        key.revoked_at = key.revoked_at or now  # a key from before must not hold again for whoever comes back
    action = Action.PERSON_DEACTIVATED if shut_out else Action.PERSON_UPDATED
    out = _present(person)
    audit.record(
        tx, call.actor, action, person, log_id=person.organisation_id, now=now, before=before, after=_facts(out)
    )
    return out


def read_person(tx: Session, actor: Actor, person_id: UUID) -> PersonOut:
    """Return a person of the actor's own organisation, or of any for the operator."""
    person = repository.get_person(tx, person_id)
    if person is None or not _within_reach(actor, person.organisation_id):
        raise NotFound("person", person_id)
    return _present(person)


def list_people(tx: Session, actor: Actor, asked: PageRequest) -> Page[PersonOut]:
    """Return a page of the actor's own organisation."""
    rows, following = repository.page(tx, actor.organisation_id, asked)
    return Page[PersonOut](items=[_present(row) for row in rows], next=following)


def colleague(tx: Session, actor: Actor, person_id: UUID, role: Role) -> Person:
    """Return an active person of the actor's own organisation who holds `role`; raise NotFound for any other."""
    person = repository.get_person(tx, person_id)
    if (
        person is None
        or person.organisation_id != actor.organisation_id
        or not person.active
        or role not in _role_set(person.roles)
    ):
        raise NotFound(f"active {role.value}", person_id)
    return person


def names(tx: Session, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the names of people by id, in one query."""
    wanted = list(dict.fromkeys(ids))
    return {row.id: row.name for row in repository.people_by_ids(tx, wanted)} if wanted else {}


def accounts_of(tx: Session, organisation_ids: Sequence[UUID]) -> Sequence[Any]:
    """Return who has or had an account at these organisations: id, organisation_id, name, email, active of each."""
    return repository.accounts_of(tx, organisation_ids) if organisation_ids else ()


def issue_key(tx: Session, actor: Actor | None, person_id: UUID, body: KeyCreate, *, now: datetime) -> KeyIssuedOut:
    """Issue a key: for oneself, or an admin for somebody of the organisation. The secret is shown once."""
    person = repository.get_person(tx, person_id)
    if person is None or not person.active or (actor is not None and not _may_key(actor, person)):
        raise NotFound("active person", person_id)
    _check_own_admin(tx, actor, person.organisation_id, now)
    lifetime = timedelta(days=body.days)
    return _issue(tx, actor, person, Action.KEY_ISSUED, label=body.label, lifetime=lifetime, now=now)


def list_keys(tx: Session, actor: Actor, person_id: UUID) -> Page[KeyOut]:
    """Return the keys of a person, without their secrets."""
    person = repository.get_person(tx, person_id)
    if person is None or not _may_key(actor, person):
        raise NotFound("person", person_id)
    rows = repository.keys_of(tx, person_id)
    return Page[KeyOut](items=[KeyOut.model_validate(row) for row in rows], next=None)


def revoke_key(tx: Session, actor: Actor, key_id: UUID, *, now: datetime) -> KeyOut:
    """Revoke a key; it no longer holds from now on. Revoking twice changes nothing."""
    key = repository.get_key(tx, key_id)
    person = repository.get_person(tx, key.person_id) if key else None
    if key is None or person is None or not _may_key(actor, person):
        raise NotFound("key", key_id)
    if key.revoked_at is None:
        key.revoked_at = now
    audit.record(
        tx, actor, Action.KEY_REVOKED, key, log_id=person.organisation_id, now=now, after={"prefix": key.prefix}
    )
    return KeyOut.model_validate(key)


def fitting_hash(service: Service, body: SessionCreate, *, now: datetime) -> str | None:
    """Return the hash that the password of a sign-in fits, or None.

    Hashing takes so long that a flood of sign-ins would keep every writer of a SQLite database waiting, so it is done
    before the unit of work. An unknown address takes as long as a known one.
    """
    with service.database.unit_of_work(write=False) as tx:
        if _is_throttled(tx, body.email, now):
            return None
        person = repository.person_by_email(tx, body.email)
    hashed = person.password_hash if person and person.active and person.password_hash else _decoy()
    fits = _hasher.verify(body.password.get_secret_value(), hashed)
    return hashed if fits and hashed is not _decoy() else None


def open_session(tx: Session, body: SessionCreate, *, fitting: str | None, now: datetime) -> KeyIssuedOut | Refusal:
    """Sign in with address and password; the answer is a short-lived key. `fitting` is what `fitting_hash` found.

    A refusal is returned, not raised: the failed attempt is counted and must be kept.
    """
    repository.wait_for_turn(tx, _digest(body.email))
    if _is_throttled(tx, body.email, now):
        return _throttled()
    person = repository.person_by_email(tx, body.email)
    if person is None or not person.active or fitting is None or person.password_hash != fitting:
        _count_failure(tx, None, body.email, person, now)
        return SignInRefused()
    return _issue(tx, None, person, Action.SESSION_OPENED, label="session", lifetime=rules.SESSION_LIFETIME, now=now)


def _is_throttled(tx: Session, email: str, now: datetime) -> bool:
    failures = repository.failures_since(tx, _digest(email), now - rules.THROTTLE_WINDOW)
    return failures >= rules.THROTTLE_FAILURES


def _throttled() -> TooManySignIns:
    return TooManySignIns(minutes=int(rules.THROTTLE_WINDOW.total_seconds()) // 60)


def _count_failure(tx: Session, actor: Actor | None, email: str, person: Person | None, now: datetime) -> None:
    repository.add(tx, SignInFailure(id=new_id(now), email_digest=_digest(email), at=now))
    if person is not None:
        audit.record(tx, actor, Action.SESSION_REFUSED, person, log_id=person.organisation_id, now=now)


def set_password(tx: Session, actor: Actor, body: PasswordSet, *, now: datetime) -> PersonOut | Refusal:
    """Set one's own password; the present one, if any, must be given. Other sessions of the person end.

    A wrong one counts as a failed sign-in does, and is returned, not raised, so that it is kept.
    """
    known = repository.get_person(tx, actor.person_id)
    if known is not None:
        repository.wait_for_turn(tx, _digest(known.email))  # before the row, as whoever signs in does
    person = repository.get_person_for_update(tx, actor.person_id)
    if person is None:
        raise NotFound("person", actor.person_id)
    if _is_throttled(tx, person.email, now):
        return _throttled()
    given = body.current.get_secret_value() if body.current else ""
    if person.password_hash is not None and not _hasher.verify(given, person.password_hash):
        _count_failure(tx, actor, person.email, person, now)
        return NotAllowed("The present password is not right. Ask an admin for a key if you have lost it.")
    person.password_hash = _hasher.hash(body.password.get_secret_value())
    person.version += 1
    audit.record(tx, actor, Action.PASSWORD_SET, person, log_id=person.organisation_id, now=now)
    _end_other_sessions(tx, actor, person, now)
    return _present(person)


def _end_other_sessions(tx: Session, actor: Actor, person: Person, now: datetime) -> None:
    """Revoke what signing in gave, but for what the person came with: whoever knew the old password is out."""
    for key in repository.keys_of(tx, person.id):
        is_session = rules.is_session(created_at=key.created_at, expires_at=key.expires_at)
        if key.id == actor.key_id or not is_session or key.revoked_at is not None or key.expires_at <= now:
            continue
        key.revoked_at = now
        after = {"prefix": key.prefix}
        audit.record(tx, actor, Action.KEY_REVOKED, key, log_id=person.organisation_id, now=now, after=after)


def create_first_admin(tx: Session, *, organisation: str, name: str, email: str, now: datetime) -> KeyIssuedOut:
    """Make the operator's organisation if there is none, an admin in it, and a key for them; from the console only."""
    home = organisations.operator(tx, name=organisation, identifier=None, now=now)
    body = PersonCreate(organisation_id=home.id, name=name, email=email, roles=[Role.ADMIN])
    person = add_person(tx, None, body, now=now)
    return issue_key(tx, None, person.id, KeyCreate(label="first key"), now=now)


def _issue(
    tx: Session, actor: Actor | None, person: Person, action: Action, *, label: str, lifetime: timedelta, now: datetime
) -> KeyIssuedOut:
    secret = _PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(
        id=new_id(now),
        person_id=person.id,
        label=label,
        prefix=secret[:9],
        secret_digest=_digest(secret),
        created_at=now,
        expires_at=now + lifetime,
    )
    repository.add(tx, key)
    audit.record(
        tx,
        actor,
        action,
        key,
        log_id=person.organisation_id,
        now=now,
        after={"person": str(person.id), "prefix": key.prefix, "label": label},
    )
    return KeyIssuedOut(**KeyOut.model_validate(key).model_dump(), key=secret)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@lru_cache(maxsize=1)
def _decoy() -> str:
    """Return a hash nobody's password has, so that an unknown address takes as long as a known one."""
    return _hasher.hash(secrets.token_urlsafe(32))


def _role_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _role_text(roles: list[Role]) -> str:
    return " ".join(sorted({role.value for role in roles}))


def _within_reach(actor: Actor, organisation_id: UUID) -> bool:
    return actor.organisation_id == organisation_id or actor.organisation_kind == OrganisationKind.OPERATOR


def _check_reach(actor: Actor | None, organisation_id: UUID) -> None:
    if actor is not None and not _within_reach(actor, organisation_id):
        raise NotFound("organisation", organisation_id)


def _check_own_admin(tx: Session, actor: Actor | None, organisation_id: UUID, now: datetime) -> None:
    """Raise OwnAdminDecides where the operator would act among people who have an admin of their own."""
    if actor is None or actor.organisation_id == organisation_id:
        return
    if repository.has_admin_with_key(tx, organisation_id, now):
        raise OwnAdminDecides


def _may_key(actor: Actor, person: Person) -> bool:
    if actor.person_id == person.id:
        return True
    return actor.has(Role.ADMIN) and _within_reach(actor, person.organisation_id)


def _check_roles(organisation: Organisation, roles: list[Role]) -> None:
    for role in roles:
        if not rules.may_hold(organisation.kind, role):
            raise RoleNotHeldHere(role.value, organisation.kind)


def _check_an_admin_is_left(people: Iterable[Person], leaving: Person) -> None:
    was_admin = leaving.active and Role.ADMIN in _role_set(leaving.roles)
    others = [row for row in people if row.id != leaving.id and row.active and Role.ADMIN in _role_set(row.roles)]
    if was_admin and not others:
        raise LastAdmin


def _present(row: Person) -> PersonOut:
    fields = {name: getattr(row, name) for name in PersonOut.model_fields if name != "roles"}
    return PersonOut(**fields, roles=sorted(_role_set(row.roles)))


def _facts(out: PersonOut) -> dict[str, Any]:
    return out.model_dump(mode="json", exclude={"created_at", "email"})
