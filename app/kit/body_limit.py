"""A bound on every request body, kept before anything is read where the client says how much is coming.

The web framework has such a bound of its own, and answers it in its own shape whenever the length was announced; this
one answers as every other refusal of the service does.
"""

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import TooLarge
from app.kit.problem import problem


class _Overrun(HTTPException):
    """Raised in whoever reads the body; the framework lets no other exception of a reader through."""

    def __init__(self, refusal: TooLarge) -> None:
        super().__init__(refusal.status, refusal.sentence)
        self.refusal = refusal


def install(app: FastAPI, *, most_bytes: int) -> None:
    """Refuse every request to `app` with a body of more than `most_bytes`."""
    app.add_middleware(BodyLimit, most_bytes=most_bytes)
    app.add_exception_handler(_Overrun, _overran)


async def _overran(_request: Request, error: Exception) -> Response:
    assert isinstance(error, _Overrun)  # noqa: S101 - registered for this class only
    return problem(error.refusal)


class BodyLimit:
    """Middleware that refuses a body of more than `most_bytes`, announced or not."""

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        """Stand in front of `app`."""
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a body that grows past the bound stops whoever reads it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if (announced := _announced(scope)) is not None and announced > self._most:
            await problem(self._refusal(announced))(scope, receive, send)
            return
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                raise _Overrun(self._refusal(size))
            return message

        await self._app(scope, counted, send)

    def _refusal(self, size: int) -> TooLarge:
        return TooLarge(
            f"The request holds {size:,} bytes or more, and this service takes at most {self._most:,}. "
            "Send a smaller one, or split it; nothing was changed."
        )


def _announced(scope: Scope) -> int | None:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else None
    return None
