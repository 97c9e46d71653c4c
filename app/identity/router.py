"""HTTP of people, keys and sessions."""

from uuid import UUID

from app.identity import service
from app.identity.errors import EmailTaken, LastAdmin, OwnAdminDecides, RoleNotHeldHere, SignInRefused, TooManySignIns
from app.identity.rules import ADMIN, EVERYONE
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
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.kit.errors import Refusal
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Page

routes = Routes("/v1", "Identity")


@routes.get("/me", may=EVERYONE, out=WhoAmIOut, summary="Who am I")
def who_am_i(call: Call) -> WhoAmIOut:
    """Return the person, organisation and roles behind the credential."""
    return service.who_am_i(call.actor)


@routes.post(
    "/people",
    may=ADMIN,
    out=PersonOut,
    summary="Add a person",
    refuses=(EmailTaken, RoleNotHeldHere, OwnAdminDecides),
)
def add_person(call: Call, body: PersonCreate) -> PersonOut:
    """Add somebody to your organisation; the operator's admin may to one that has no admin of its own yet."""
    return service.add_person(call.tx, call.actor, body, now=call.now)


@routes.get("/people", may=EVERYONE, out=Page[PersonOut], summary="List the people of your organisation")
def list_people(call: Call, sort: Sort = None, cursor: Cursor = None, limit: Limit = 50) -> Page[PersonOut]:
    """Return your colleagues by name."""
    return service.list_people(call.tx, call.actor, PageRequest(sort, cursor, limit))


@routes.get("/people/{person_id}", may=EVERYONE, out=PersonOut, summary="Read a person")
def read_person(call: Call, person_id: UUID) -> PersonOut:
    """Return a colleague with their roles, if they are one of yours."""
    return service.read_person(call.tx, call.actor, person_id)


@routes.put(
    "/people/{person_id}",
    may=ADMIN,
    out=PersonOut,
    summary="Change a person's roles or access",
    refuses=(RoleNotHeldHere, LastAdmin, OwnAdminDecides),
)
def update_person(call: Call, person_id: UUID, body: PersonUpdate) -> PersonOut:
    """Change name and roles, or shut somebody out; the last admin stays."""
    return service.update_person(call, person_id, body)


# Not repeatable by Idempotency-Key: the answer holds a secret, and a kept answer would keep it.
@routes.post(
    "/people/{person_id}/keys",
    may=EVERYONE,
    out=KeyIssuedOut,
    summary="Issue an API key",
    refuses=(OwnAdminDecides,),
    repeatable=False,
)
def issue_key(call: Call, person_id: UUID, body: KeyCreate) -> KeyIssuedOut:
    """Issue a key for yourself, or as admin for a colleague. It is shown once."""
    return service.issue_key(call.tx, call.actor, person_id, body, now=call.now)


@routes.get("/people/{person_id}/keys", may=EVERYONE, out=Page[KeyOut], summary="List API keys")
def list_keys(call: Call, person_id: UUID) -> Page[KeyOut]:
    """Return your keys, or as admin a colleague's, without their secrets."""
    return service.list_keys(call.tx, call.actor, person_id)


@routes.post("/keys/{key_id}/revoke", may=EVERYONE, out=KeyOut, status=200, summary="Revoke an API key")
def revoke_key(call: Call, key_id: UUID) -> KeyOut:
    """Make a key worthless from now on."""
    return service.revoke_key(call.tx, call.actor, key_id, now=call.now)


@routes.post(
    "/sessions",
    may=EVERYONE,
    anybody=True,
    out=KeyIssuedOut,
    summary="Sign in",
    refuses=(SignInRefused, TooManySignIns),
    ahead=service.fitting_hash,
)
def open_session(call: Call, body: SessionCreate) -> KeyIssuedOut | Refusal:
    """Exchange address and password for a key that holds twelve hours."""
    return service.open_session(call.tx, body, fitting=call.ahead, now=call.now)


@routes.post(
    "/me/password",
    may=EVERYONE,
    out=PersonOut,
    status=200,
    summary="Set your password",
    refuses=(TooManySignIns,),
)
def set_password(call: Call, body: PasswordSet) -> PersonOut | Refusal:
    """Set your own password; give the present one if you have one. Your other sessions end, your API keys stay."""
    return service.set_password(call.tx, call.actor, body, now=call.now)
