"""Take files as evidence: what they are is decided by their content, and what they are called is only shown."""

from dataclasses import dataclass
from typing import BinaryIO

from app.delivery.errors import FileEmpty, FileKindNotTaken, NameAndContentDiffer
from app.kit.content_kinds import KINDS, Kind, describe, named_kind, recognise
from app.kit.errors import TooLarge
from app.kit.filenames import safe_name

TAKEN = "one of: " + ", ".join(kind.title for kind in KINDS) + " (text in UTF-8)"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came: its content, open at the start, and the name that came with it."""

    content: BinaryIO
    name: str | None


def examined(sent: SentFile, *, most_bytes: int) -> tuple[str, Kind]:
    """Return the name to show for a file and what it is.

    Raises TooLarge, FileEmpty, FileKindNotTaken and NameAndContentDiffer; nothing is stored before all hold.
    """
    name = safe_name(sent.name, otherwise="file")
    size = sent.content.seek(0, 2)
    sent.content.seek(0)
    if size > most_bytes:
        raise TooLarge(
            f"{name!r} holds {size:,} bytes, and one file may hold {most_bytes:,}. Make it smaller, or split it."
        )
    if not size:
        raise FileEmpty(name)
    kind = recognise(sent.content, name)
    named = named_kind(name)
    found = kind.title if kind else describe(sent.content)
    if named is not None and kind is not named:
        raise NameAndContentDiffer(name, f"as {named.title}", found)
    if kind is None:
        raise FileKindNotTaken(name, found, TAKEN)
    if not kind.allows(name):
        ending = name.rpartition(".")[2]
        raise NameAndContentDiffer(name, f"with the ending .{ending}", found)
    return name, kind
