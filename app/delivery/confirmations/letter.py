"""The letter that brings a link: who asks, by when, and what opening it does; nothing that the asker could fill.

What is claimed stands on the page only: nobody can have a message of their own sent to strangers from this service.
"""

from typing import Any

from app.delivery.confirmations.models import Confirmation
from app.integrations import letters

_TEXT = """{asked_by} asks you to confirm something that was done with you or for you.

What it is stands on this page, where you can confirm it, correct it or dispute it. You need no account:

{address}

You can answer once, until the end of {answer_by}. Opening the page answers nothing. If somebody else should
answer, pass this on: the page says whom it was meant for, and asks for a name.

If you know nothing of it, you need not do anything. This message was sent by the service that {asked_by} uses for its
contracts, and nobody reads replies to it.
"""


def invitation(row: Confirmation, *, address: str, asked_by: str) -> dict[str, Any]:
    """Return what the outbox keeps of the letter; its text is wiped once it was sent, because it holds the link."""
    answer_by = f"{row.answer_by.day} {row.answer_by:%B %Y}"
    text = _TEXT.format(asked_by=asked_by, address=address, answer_by=answer_by)
    subject = f"{asked_by} asks you to confirm something"
    return letters.content(to=row.email, name=row.meant_for, subject=subject, text=text) | {"once": True}
