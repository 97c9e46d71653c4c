"""Hands e-mail to a mail server step by step, so that what may fail early fails before the point of no return.

Nobody can be asked whether a letter arrived: when the connection breaks after the text was sent and before the server
said yes, the letter is in doubt. It is then held, or repeated under the same Message-ID, as the operator has chosen.
"""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from app.integrations.letters import letter
from app.kit.outbox import Message
from app.kit.sending import Arrived, InDoubt, NotTaken

_SECONDS = 20  # for one answer of the server, not a quantity of the trade
_OK, _GO_ON, _FIRST_FOR_GOOD = 250, 354, 500
_LINE_BEGINS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class Security(StrEnum):
    """How the connection is kept from being read."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in, as whom, and what is done with a letter in doubt."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    repeat_in_doubt: bool = False
    trusted: ssl.SSLContext | None = field(default=None, repr=False)


class Smtp:
    """Hands letters to one mail server."""

    why_held = (
        "It is not repeated, because whoever got it would get it twice. Look in the mail server's log for its "
        "Message-ID, and send it again with `makegood outbox --retry ID` if it is not there."
    )

    def __init__(self, server: MailServer) -> None:
        """Use `server`; a connection is made for each letter."""
        self._server = server

    @contextmanager
    def ready(self, message: Message) -> Iterator[Callable[[], str]]:
        """Connect, sign in, name sender and receiver, and be told to go on; handing over is the text itself."""
        content = letter(message, self._server.sender)
        connection: smtplib.SMTP | None = None
        try:
            connection = self._connected()
            self._announce(connection, message.content["to"])
        except (OSError, smtplib.SMTPException) as error:
            if connection is not None:
                connection.close()
            why = f"the mail server could not be used: {_said(error)}"
            raise NotTaken(why) from error
        except NotTaken:
            if connection is not None:
                connection.close()
            raise
        try:
            yield lambda: _send(connection, content)
        finally:
            connection.close()

    def arrived(self, message: Message) -> Arrived:
        """Say what the operator has chosen: a mail server cannot be asked."""
        del message
        return Arrived.REPEAT if self._server.repeat_in_doubt else Arrived.UNKNOWN

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=_SECONDS, context=_trusted(server)
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        try:
            if server.security is Security.STARTTLS:
                connection.starttls(context=_trusted(server))
            connection.ehlo_or_helo_if_needed()
            if server.user is not None:
                connection.login(server.user, server.password or "")
        except BaseException:
            connection.close()
            raise
        return connection

    def _announce(self, connection: smtplib.SMTP, to: str) -> None:
        _expect(connection.mail(self._server.sender), _OK, "the sender", for_good=False)
        _expect(connection.rcpt(to), _OK, f"the address {to}", for_good=True)
        _expect(connection.docmd("data"), _GO_ON, "the letter", for_good=True)


def _trusted(server: MailServer) -> ssl.SSLContext:
    """Return what the certificate of the server is checked against; reading it takes longer than a letter does."""
    return server.trusted or ssl.create_default_context()


def _send(connection: smtplib.SMTP, content: bytes) -> str:
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    try:
        connection.send(_LINE_BEGINS_WITH_DOT.sub(b"..", ended) + b".\r\n")
        code, words = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        why = f"the connection broke before the mail server said whether it took the letter ({_said(error)})"
        raise InDoubt(why) from error
    _expect((code, words), _OK, "the letter", for_good=True)
    return f"taken by the mail server: {_words(code, words)}"


def _expect(answer: tuple[int, bytes], code: int, what: str, *, for_good: bool) -> None:
    """Raise NotTaken for any other answer; one of 500 and more will be the same next time."""
    if answer[0] // 10 != code // 10:
        why = f"the mail server does not take {what}: {_words(*answer)}"
        raise NotTaken(why, for_good=for_good and answer[0] >= _FIRST_FOR_GOOD)


def _words(code: int, said: bytes) -> str:
    return f"{code} {said.decode('ascii', 'replace')[:300]}"


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
