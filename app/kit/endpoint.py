"""Endpoints: who may call, one unit of work, the answer written before the commit, the commit before the answer.

A route of this service is a plain function `(call, ...) -> Out`. Around it, in one thread, `Routes` opens the unit of
work, finds out who is calling, refuses whoever may not, runs the function, writes its answer as JSON and commits.
What fails on the way rolls back, so that a client never hears yes for something that was not kept.
"""

import inspect
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, TypeAdapter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from app.kit import constraints, idempotency
from app.kit.actor import Actor
from app.kit.call import Call, Service
from app.kit.errors import (
    Busy,
    IdempotencyMismatch,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    Refusal,
    StaleVersion,
    VersionRequired,
)
from app.kit.filenames import attachment
from app.kit.plainly import PlainRoute
from app.kit.problem import declared, problem
from app.kit.threads import SHARED, Taker, done

ANYBODY: frozenset[str] = frozenset()
_KEY_LIMIT = 200
_IN_PATH = re.compile(r"\{(\w+)\}")
_KEY = re.compile(rf"[!-~]{{1,{_KEY_LIMIT}}}")


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer that is a stored file: its path, type, name to save it under, and digest."""

    path: Path
    media_type: str
    filename: str
    digest: str


@dataclass(frozen=True)
class Access:
    """What a route declared about itself; the contract tests walk these.

    `ahead` takes the process and the request's own parameters and runs before the unit of work: for what takes so
    long that no writer should wait for it. What it returns is `Call.ahead`.
    """

    may: frozenset[str]
    write: bool
    anybody: bool
    repeatable: bool
    ahead: Callable[..., Any] | None = None


class Routes:
    """A router whose functions run as described at the head of this module."""

    def __init__(self, prefix: str, tag: str) -> None:
        """Collect routes under `prefix`, listed under `tag` in the API description."""
        self.router = APIRouter(prefix=prefix, tags=[tag], route_class=PlainRoute)

    def get(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a read."""
        return self._route("GET", path, status=options.pop("status", 200), **options)

    def post(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare an act or a creation."""
        return self._route("POST", path, status=options.pop("status", 201), **options)

    def put(self, path: str, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare an edit of a draft."""
        return self._route("PUT", path, status=options.pop("status", 200), **options)

    def _route(  # noqa: PLR0913 - each is a fact that a route must state
        self,
        method: str,
        path: str,
        *,
        may: frozenset[str] | set[str],
        out: Any,
        status: int,
        summary: str,
        refuses: tuple[type[Refusal], ...] = (),
        anybody: bool = False,
        example: Any = None,
        media_type: str | None = None,
        repeatable: bool = True,
        ahead: Callable[..., Any] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        access = Access(
            may=frozenset(may),
            write=method != "GET",
            anybody=anybody,
            repeatable=repeatable and method == "POST" and not anybody,
            ahead=ahead,
        )
        responses = _responses(method, path, refuses, anybody=anybody)
        good: dict[str, Any] = {}
        if example is not None:
            good["content"] = {"application/json": {"example": example}}
        if media_type is not None:
            good["content"] = {media_type: {"schema": {"type": "string", "format": "binary"}}}
        if good:
            responses[status] = good

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            adapter = None if media_type else TypeAdapter(out)
            runner = _runner(function, access, path=self.router.prefix + path, status=status, adapter=adapter)
            self.router.add_api_route(
                path,
                runner,
                methods=[method],
                status_code=status,
                response_model=None if media_type else out,
                response_class=Response if media_type else JSONResponse,
                summary=summary,
                description=inspect.getdoc(function),
                responses=responses,
                name=function.__name__,
                operation_id=f"{function.__module__.split('.')[1]}_{function.__name__}",
                openapi_extra=_extra(access, method),
            )
            return function

        return declare


def _responses(
    method: str, path: str, refuses: tuple[type[Refusal], ...], *, anybody: bool
) -> dict[int | str, dict[str, Any]]:
    kinds: list[type[Refusal]] = list(refuses)
    if not anybody:
        kinds += [NotSignedIn, NotAllowed]
    if "{" in path:
        kinds.append(NotFound)
    if method == "PUT":
        kinds += [StaleVersion, VersionRequired]
    if method == "POST":
        kinds.append(IdempotencyMismatch)
    kinds += [Invalid, Busy]
    return declared(dict.fromkeys(kinds))


def _extra(access: Access, method: str) -> dict[str, Any]:
    roles = "anybody" if access.anybody else ", ".join(sorted(access.may)) or "any signed-in person"
    extra: dict[str, Any] = {"x-may-call": roles, "security": [] if access.anybody else [{"apiKey": []}]}
    headers = []
    if access.repeatable:
        headers.append(_header("Idempotency-Key", "Send the same key to repeat a request safely."))
    if method == "GET" and not access.anybody:
        headers.append(_header("Reading-For", "Id of a closed body that yours followed, to read in its name."))
    if method == "PUT":
        headers.append(_header("If-Match", "The ETag that you read, so that nobody's change is lost.", required=True))
    if headers:
        extra["parameters"] = headers
    return extra


def _header(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": _KEY_LIMIT}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def _runner(
    function: Callable[..., Any], access: Access, *, path: str, status: int, adapter: TypeAdapter[Any] | None
) -> Callable[..., Any]:
    signature = inspect.signature(function, eval_str=True)
    first, *rest = signature.parameters.values()
    asked = frozenset(one.name for one in rest) - frozenset(_IN_PATH.findall(path))

    def answered(request: Request, given: Mapping[str, Any], *, plain: bool) -> Response:
        service: Service = request.app.state.service
        try:
            try:
                if not plain:
                    _check(request, None if access.anybody else asked)
                return _attempt(service, request, function, access, given, status=status, adapter=adapter)
            except IntegrityError as error:
                if not _lost_a_race_for_its_key(error):
                    raise
                # Somebody else's identical request was kept first: this time its answer is found and given.
                return _attempt(service, request, function, access, given, status=status, adapter=adapter)
        except Refusal as refusal:
            return problem(refusal)
        except IntegrityError as error:
            refusal_or_none = constraints.refusal_for(error)
            if refusal_or_none is None:
                raise
            return problem(refusal_or_none)

    async def run(request: Request, **given: Any) -> Response:
        return await done(_taker(request, access), partial(answered, plain=False), request, given)

    async def plainly(request: Request, given: Mapping[str, Any]) -> Response:
        return await done(_taker(request, access), partial(answered, plain=True), request, given)

    carried = first.replace(name="request", annotation=Request)
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]  # FastAPI reads it; functions allow it
        parameters=[carried, *rest], return_annotation=Response
    )
    run.__name__, run.__doc__, run.__module__ = function.__name__, function.__doc__, function.__module__
    run.plainly = plainly  # type: ignore[attr-defined]  # PlainRoute reads it
    run.access = access  # type: ignore[attr-defined]  # the contract tests read it
    return run


def _taker(request: Request, access: Access) -> Taker:
    """Return what answers a request: writers of SQLite queue in one thread, as only one of them can write at a time."""
    service: Service = request.app.state.service
    return service.database.writers if access.write and access.ahead is None else SHARED


def _attempt(
    service: Service,
    request: Request,
    function: Callable[..., Any],
    access: Access,
    given: Mapping[str, Any],
    *,
    status: int,
    adapter: TypeAdapter[Any] | None,
) -> Response:
    now = service.clock.now()
    ahead = access.ahead(service, now=now, **given) if access.ahead else None
    with service.database.unit_of_work(write=access.write) as tx:
        caller = _identify(service, request, tx, access, now)
        key, digest = _idempotency(request, caller, access, given)
        reserved = None
        if key and caller:
            if kept := idempotency.recall(tx, caller.person_id, key, digest):
                return _again(kept)
            reserved = idempotency.reserve(tx, caller.person_id, key, digest, now=now)
        held = request.headers.get("if-match")
        call = Call(tx=tx, now=now, service=service, caller=caller, if_match=held, ahead=ahead)
        answer = function(call, **given)
        if isinstance(answer, Refusal):
            # A refusal that is itself evidence: what it recorded is kept, but not as the answer to its key.
            if reserved:
                tx.delete(reserved)
            return problem(answer)
        response = _respond(answer, status=status, adapter=adapter, held=request.headers.get("if-none-match"))
        if reserved:
            _remember(reserved, response)
    return response


def _identify(service: Service, request: Request, tx: Session, access: Access, now: datetime) -> Actor | None:
    header = request.headers.get("authorization")
    if header is None:
        if access.anybody:
            return None
        raise NotSignedIn("No credential came with the request.")
    if access.anybody:
        return None
    scheme, _, credential = header.partition(" ")
    if scheme.lower() != "bearer" or not credential:
        raise NotSignedIn("The Authorization header does not hold a bearer token.")
    reading_for = request.headers.get("reading-for")
    if reading_for is not None and access.write:
        raise NotAllowed("Reading-For reads and changes nothing. Leave the header out to act for your own body.")
    actor = service.identify(tx, credential.strip(), now=now, reading_for=reading_for)
    if access.may and access.may.isdisjoint(actor.roles):
        held = ", ".join(sorted(actor.roles)) or "none"
        needed = " or ".join(sorted(access.may))
        raise NotAllowed(f"This takes the role {needed}; you hold: {held}. Ask your organisation's admin.")
    return actor


def _check(request: Request, known: frozenset[str] | None) -> None:
    """Check what the framework does not; a request that was read plainly has neither a query nor a name twice."""
    if known is not None:
        _check_query(request, known)
    _check_body(request)


def _check_query(request: Request, known: frozenset[str]) -> None:
    """Raise Invalid for a parameter that a route does not know: passed over, a misspelt filter would show too much."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise Invalid(
            f"There is no parameter {unknown[0][:40]!r} here; check its spelling. The parameters are listed at /docs.",
            [{"place": f"query.{name[:40]}", "message": "no such parameter here", "value": None} for name in unknown],
        )


def _check_body(request: Request) -> None:
    """Raise Invalid for a JSON body that gives a name twice in one object: nobody could say which of them counts."""
    body: bytes = getattr(request, "_body", b"")
    if not body:
        return
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) < len(pairs):
            often = Counter(name for name, _ in pairs)
            twice.extend(name[:40] for name in often if often[name] > 1)

    try:
        json.loads(body, object_pairs_hook=unique)
    except (ValueError, RecursionError):
        return  # not JSON: whoever reads the body has said so, or takes it as it is
    if twice:
        raise Invalid(
            f"The body gives {twice[0]!r} twice in one object. Send it once; nothing was changed.",
            [{"place": f"body.{name}", "message": "is given twice in one object", "value": None} for name in twice],
        )


def _idempotency(
    request: Request, caller: Actor | None, access: Access, given: Mapping[str, Any]
) -> tuple[str | None, str]:
    key = request.headers.get("idempotency-key") if access.repeatable else None
    if key is None or caller is None:
        return None, ""
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"An Idempotency-Key has 1 to {_KEY_LIMIT} visible ASCII characters; this one has not.",
            [{"place": "header.Idempotency-Key", "message": "too long, empty, or not plain", "value": ascii(key[:40])}],
        )
    return key, idempotency.request_digest(request.method.encode(), str(request.url).encode(), *_sent(request, given))


def _sent(request: Request, given: Mapping[str, Any]) -> list[bytes]:
    """Return what a request brought: its body as it came, or the files of a form, whose framing differs every time."""
    body: bytes | None = getattr(request, "_body", None)
    if body is not None:
        return [body]
    sent: list[bytes] = []
    for value in given.values():
        if isinstance(value, UploadFile):
            name = (value.filename or "").encode("utf-8", "replace")
            content = file_digest(value.file, "sha256")  # type: ignore[arg-type]  # a spooled file can `readinto` too
            sent += [name, content.digest()]
            value.file.seek(0)
    return sent


def _respond(answer: Any, *, status: int, adapter: TypeAdapter[Any] | None, held: str | None) -> Response:
    if isinstance(answer, Stored):
        return _stored(answer, status, held)
    if isinstance(answer, Response):
        return answer
    if adapter is None:
        message = f"a route that answers with a file returned {type(answer).__name__}"
        raise TypeError(message)
    version = getattr(answer, "version", None) if isinstance(answer, BaseModel) else None
    headers = {} if version is None else {"ETag": f'"{version}"'}
    return Response(adapter.dump_json(answer), status, headers, "application/json")


def _stored(answer: Stored, status: int, held: str | None) -> Response:
    """Return a stored file, or 304 where the client holds it already."""
    headers = {
        "Content-Disposition": attachment(answer.filename),
        "ETag": f'"{answer.digest}"',
        "X-Content-Type-Options": "nosniff",
    }
    if held is not None and headers["ETag"] in held:
        return Response(status_code=304, headers=headers)
    return Response(answer.path.read_bytes(), status, headers, answer.media_type)


def _remember(record: idempotency.IdempotencyRecord, response: Response) -> None:
    record.status = response.status_code
    record.media_type = response.media_type or "application/octet-stream"
    record.etag = response.headers.get("etag")
    record.body = bytes(response.body)


def _again(kept: idempotency.IdempotencyRecord) -> Response:
    headers = {"Idempotent-Replayed": "true"} | ({"ETag": kept.etag} if kept.etag else {})
    return Response(kept.body, kept.status, headers, kept.media_type)


def _lost_a_race_for_its_key(error: IntegrityError) -> bool:
    text = f"{getattr(getattr(error.orig, 'diag', None), 'constraint_name', '')} {error.orig}"
    return idempotency.CONSTRAINT in text or "idempotency_record.owner_id" in text
