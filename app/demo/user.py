"""Somebody who uses the API: a key, a role to name in what is printed, and requests that must come out as told."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx


class PlayFailed(Exception):
    """An answer came out otherwise than the play expects."""


@dataclass(frozen=True)
class User:
    """One signed-in person of the play."""

    http: httpx.Client
    key: str
    name: str
    person_id: str
    organisation_id: str

    def read(self, path: str) -> Any:
        """Return the JSON at `path`."""
        return self._expect(self._send("GET", path))

    def download(self, path: str) -> bytes:
        """Return the file at `path`."""
        answer = self._send("GET", path)
        self._expect(answer, json=False)
        return answer.content

    def do(self, path: str, body: Any = None) -> Any:
        """Post, and return the JSON of what must be a success."""
        return self._expect(self._send("POST", path, json=body))

    def send(self, path: str, content: bytes) -> Any:
        """Post a JSON file as it is, byte for byte, and return the JSON of what must be a success."""
        return self._expect(self._send("POST", path, content=content, headers={"Content-Type": "application/json"}))

    def upload(self, path: str, name: str, content: bytes, media_type: str) -> Any:
        """Post one file."""
        return self._expect(self._send("POST", path, files={"file": (name, content, media_type)}))

    def change(self, path: str, body: Any) -> Any:
        """Read the version at `path`, then put `body` there."""
        version = self._send("GET", path).headers["etag"]
        return self._expect(self._send("PUT", path, json=body, headers={"If-Match": version}))

    def is_refused(self, path: str, body: Any, code: str) -> str:
        """Post what must be refused with `code`, and return the sentence that was given."""
        return self._refused("POST", path, self._send("POST", path, json=body), code)

    def is_refused_to_read(self, path: str, code: str) -> str:
        """Read what must be refused with `code`, and return the sentence that was given."""
        return self._refused("GET", path, self._send("GET", path), code)

    def _refused(self, method: str, path: str, answer: httpx.Response, code: str) -> str:
        found = answer.json() if answer.headers["content-type"].startswith("application/problem") else {}
        if found.get("code") != code:
            message = f"{self.name}: {method} {path} was to be refused with {code}: {answer.status_code} {answer.text}"
            raise PlayFailed(message)
        return str(found["detail"])

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key}", **options.pop("headers", {})}
        if method == "POST":
            headers["Idempotency-Key"] = str(uuid4())
        if options.get("json", ...) is None:
            del options["json"]
        return self.http.request(method, path, headers=headers, **options)

    def _expect(self, answer: httpx.Response, *, json: bool = True) -> Any:
        if not answer.is_success:
            request = answer.request
            message = f"{self.name}: {request.method} {request.url.path}: {answer.status_code} {answer.text}"
            raise PlayFailed(message)
        return answer.json() if json else None
