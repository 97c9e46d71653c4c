"""Leaves e-mail in a folder, as `.eml` files: what a fresh machine does, and what other programs can take mail from.

The folder is laid out as a Maildir. A file is written aside and renamed into its place, so that it is there wholly or
not at all; its name is the id of the message, so that a sender that comes after a dead one sees what became of it.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.integrations.letters import letter
from app.kit.outbox import Message
from app.kit.sending import Arrived, NotTaken

_PLACES = ("tmp", "new", "cur")


class MailFolder:
    """Puts letters into a folder; handing over the same one twice leaves one file."""

    why_held = "The folder says what it holds."

    def __init__(self, folder: Path, sender: str) -> None:
        """Write below `folder`, from the address `sender`."""
        self._folder = folder
        self._sender = sender

    @contextmanager
    def ready(self, message: Message) -> Iterator[Callable[[], str]]:
        """Write the letter aside; handing over is the renaming."""
        content = letter(message, self._sender)
        aside = self._folder / "tmp" / f"{message.id}.{message.lease}"
        try:
            for place in _PLACES:
                (self._folder / place).mkdir(parents=True, exist_ok=True)
            _write(aside, content)
        except OSError as error:
            why = f"the mail folder cannot be written: {error.strerror}"
            raise NotTaken(why) from error
        try:
            yield lambda: self._put(aside, message)
        finally:
            aside.unlink(missing_ok=True)

    def arrived(self, message: Message) -> Arrived:
        """Look for the file, whether somebody has read it since or not."""
        found = any(next((self._folder / place).glob(f"{message.id}.eml*"), None) for place in ("new", "cur"))
        return Arrived.YES if found else Arrived.NO

    def _put(self, aside: Path, message: Message) -> str:
        name = f"{message.id}.eml"
        try:
            aside.rename(self._folder / "new" / name)
            _settle(self._folder / "new")
        except OSError as error:
            why = f"the mail folder cannot be written: {error.strerror}"
            raise NotTaken(why) from error
        return f"written to mail/new/{name}"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Let a renaming outlast a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
