"""Answers HEAD wherever GET is answered, with the same status and headers and no body: the web framework does not."""

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def install(app: FastAPI) -> None:
    """Let `app` take HEAD wherever it takes GET."""
    app.add_middleware(Head)


class Head:
    """Middleware that asks for what GET would give and passes on everything but the body."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self._app({**scope, "method": "GET"}, receive, without_body)
