"""SQL of people, keys and failed sign-ins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from app.identity.models import ApiKey, Person, SignInFailure
from app.identity.rules import Role
from app.kit.pagination import PageRequest, fetch
from app.kit.straight import Straight
from app.organisations.models import Organisation

# It runs in every request, before anything else.
_CREDENTIAL = Straight(
    select(
        Person.id,
        Person.name,
        Person.roles,
        Person.active,
        Person.organisation_id,
        Organisation.name.label("organisation_name"),
        Organisation.kind.label("organisation_kind"),
        Organisation.successor_id,
        ApiKey.id.label("key_id"),
        ApiKey.expires_at,
        ApiKey.revoked_at,
    )
    .join(Person, Person.id == ApiKey.person_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(ApiKey.secret_digest == bindparam("secret_digest"))
)


def credential(tx: Session, secret_digest: str) -> Any:
    """Return whose credential this is, by the names of the columns above, or None."""
    return _CREDENTIAL.one(tx, {"secret_digest": secret_digest})


def add(tx: Session, row: Person | ApiKey | SignInFailure) -> None:
    """Add a row; the flush brings a taken address to light."""
    tx.add(row)
    tx.flush()


def get_person(tx: Session, person_id: UUID) -> Person | None:
    """Return one person."""
    return tx.get(Person, person_id)


def get_person_for_update(tx: Session, person_id: UUID) -> Person | None:
    """Return one person, locked."""
    return tx.get(Person, person_id, with_for_update=True)


def person_by_email(tx: Session, email: str) -> Person | None:
    """Return the person with this address."""
    return tx.scalars(select(Person).where(Person.email == email)).one_or_none()


def wait_for_turn(tx: Session, email_digest: str) -> None:
    """Hold sign-ins with one address until the transaction ends, so that failures are counted one after the other.

    SQLite has one writer at a time anyway. An address that nobody has is held like any other.
    """
    if tx.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(email_digest)[:8], "big", signed=True)
        tx.execute(select(func.pg_advisory_xact_lock(number)))


def people_by_ids(tx: Session, ids: Sequence[UUID]) -> Sequence[Person]:
    """Return the people with these ids, in no order."""
    return tx.scalars(select(Person).where(Person.id.in_(ids))).all()


# Plain columns: those whose names are looked through are many, and nothing of them is changed.
_ACCOUNTS = (
    select(Person.id, Person.organisation_id, Person.name, Person.email, Person.active)
    .where(Person.organisation_id.in_(bindparam("ids", type_=Uuid(), expanding=True)))
    .order_by(Person.id)
)


def accounts_of(tx: Session, organisation_ids: Sequence[UUID]) -> Sequence[Any]:
    """Return everybody who has or had an account at these organisations, by name and address."""
    return tx.connection().execute(_ACCOUNTS, {"ids": organisation_ids}).all()


def people_of_for_update(tx: Session, organisation_id: UUID) -> Sequence[Person]:
    """Return everybody of an organisation as they now are, locked in one order, so that its admins can be counted.

    Whoever marks or claims meanwhile is not held up: a row that refers to a person does not wait for this lock.
    """
    statement = select(Person).where(Person.organisation_id == organisation_id).order_by(Person.id)
    locked = statement.with_for_update(key_share=True)
    return tx.scalars(locked, execution_options={"populate_existing": True}).all()


def has_admin_with_key(tx: Session, organisation_id: UUID, now: datetime) -> bool:
    """Return whether an active admin of an organisation holds a key that is good at `now`."""
    statement = (
        select(Person.id)
        .join(ApiKey, ApiKey.person_id == Person.id)
        .where(Person.organisation_id == organisation_id, Person.active, Person.roles.contains(Role.ADMIN.value))
        .where(ApiKey.revoked_at.is_(None), ApiKey.expires_at > now)
    )
    return tx.execute(statement.limit(1)).first() is not None


def page(tx: Session, organisation_id: UUID, asked: PageRequest) -> tuple[Sequence[Person], str | None]:
    """Return one page of an organisation's people."""
    statement = select(Person).where(Person.organisation_id == organisation_id)
    keys = {"name": Person.name, "created_at": Person.created_at}
    return fetch(tx, statement, asked, keys=keys, key=Person.id, default="name")


def get_key(tx: Session, key_id: UUID) -> ApiKey | None:
    """Return one key, locked."""
    return tx.get(ApiKey, key_id, with_for_update=True)


def keys_of(tx: Session, person_id: UUID) -> Sequence[ApiKey]:
    """Return the keys of a person, newest first."""
    return tx.scalars(select(ApiKey).where(ApiKey.person_id == person_id).order_by(ApiKey.id.desc())).all()


def failures_since(tx: Session, email_digest: str, since: datetime) -> int:
    """Return how often a sign-in with this address failed since an instant."""
    statement = select(func.count()).select_from(SignInFailure)
    return tx.execute(
        statement.where(SignInFailure.email_digest == email_digest, SignInFailure.at >= since)
    ).scalar_one()
