"""Turns a message of the outbox into an e-mail that is the same, to the byte, however often it is made."""

from collections.abc import Mapping
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from app.kit.outbox import Message
from app.kit.sending import NotTaken


def content(
    *,
    to: str,
    name: str,
    subject: str,
    text: str,
    unsubscribe: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what the outbox keeps of an e-mail; `unsubscribe` is an address that ends such letters when posted to."""
    kept = {"to": to, "name": name, "subject": subject, "text": text, "unsubscribe": unsubscribe}
    return {**kept, "headers": dict(headers or {})}


def message_id(message: Message, sender: str) -> str:
    """Return the Message-ID of a letter, the same for every try."""
    return f"<{message.id}@{sender.rpartition('@')[2]}>"


def letter(message: Message, sender: str) -> bytes:
    """Return the e-mail that a message of the outbox stands for, from the address `sender`; raise NotTaken for good.

    Its date is that of its cause.
    """
    try:
        return _made(message, message.content, sender).as_bytes()
    except (ValueError, LookupError, MessageError) as error:
        why = f"it cannot be written as an e-mail: {error}"
        raise NotTaken(why, for_good=True) from error


def _made(message: Message, kept: Mapping[str, Any], sender: str) -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = Address("Makegood", addr_spec=sender)
    made["To"] = Address(_plain(kept["name"]), addr_spec=kept["to"])
    made["Subject"] = _plain(kept["subject"])
    made["Date"] = format_datetime(message.created_at)
    made["Message-ID"] = message_id(message, sender)
    made["Auto-Submitted"] = "auto-generated"
    if kept.get("unsubscribe"):
        made["List-Unsubscribe"] = f"<{quote(kept['unsubscribe'], safe=':/')}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    for name, value in kept.get("headers", {}).items():
        made[name] = _plain(value)
    made.set_content(kept["text"], cte="quoted-printable")
    return made


def _plain(text: str) -> str:
    """Return a text on one line: a name with a line break in it must not become a header of its own."""
    return " ".join(text.split())
