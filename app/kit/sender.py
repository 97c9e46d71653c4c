"""Where a request came from, for routes that anybody may call and that slow down guessing."""

from typing import Annotated

from fastapi import Depends, Request


def _host(request: Request) -> str:
    return request.client.host if request.client else ""


Sender = Annotated[str, Depends(_host)]
"""The address of whoever sent the request, or of the proxy before it where the server does not know better."""
