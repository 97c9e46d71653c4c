"""A mail server and a webhook receiver on this machine, which keep what they are sent, for tests and for the bench."""

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Mailbox:
    """The letters that were taken, and what the server is told to do to the next ones."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    answer_rcpt: bytes = b"250 ok"
    answer_text: bytes = b"250 queued"
    hangs_up_after_text: bool = False

    def ids(self) -> list[str]:
        """Return the Message-ID of every letter."""
        return [_header(letter, b"message-id") for letter in self.letters]


def _header(letter: bytes, name: bytes) -> str:
    for line in letter.split(b"\r\n\r\n")[0].split(b"\r\n"):
        if line.lower().startswith(name + b":"):
            return line.partition(b":")[2].strip().decode()
    return ""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


class _MailSession(socketserver.StreamRequestHandler):
    """One sender, from its greeting to its end."""

    box: Mailbox

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # a sender that was killed says nothing more
            self._say(b"220 here")
            while line := self.rfile.readline():
                if not self._answer(line.split(b" ")[0].strip().upper()):
                    return

    def _answer(self, word: bytes) -> bool:
        if word == b"DATA":
            self._say(b"354 go on")
            return self._take()
        self._say(self.box.answer_rcpt if word == b"RCPT" else b"250 ok")
        return True

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # broken off: nothing was taken
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.box.answer_text.startswith(b"2"):
            self.box.letters.append(b"".join(lines))
        if self.box.hangs_up_after_text:
            return False
        self._say(self.box.answer_text)
        return True

    def _say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Yield the box of a mail server on a free port of this machine."""
    box = Mailbox()
    session = type("Session", (_MailSession,), {"box": box})
    with _running(_Server(("127.0.0.1", 0), session)) as port:
        box.port = port
        yield box


@dataclass
class Hooks:
    """The requests that were received, and how the next ones are answered."""

    port: int = 0
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    answer: Callable[[Any], None] | None = None

    @property
    def address(self) -> str:
        """Return where to send to."""
        return f"http://127.0.0.1:{self.port}/hook"

    def ids(self) -> list[str]:
        """Return the id of every message that came, repetitions too."""
        return [headers["webhook-id"] for headers, _ in self.requests]


@contextmanager
def webhook_receiver() -> Iterator[Hooks]:
    """Yield what a receiver of webhooks on a free port of this machine gets."""
    hooks = Hooks()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            hooks.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if hooks.answer is not None:
                hooks.answer(self)
                return
            self.send_response(hooks.status)
            for name, value in hooks.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's word
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    server.block_on_close = False
    with _running(server) as port:
        hooks.port = port
        yield hooks


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[int]:
    # A short look at whether to stop: the default of half a second would be waited out by every test.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
