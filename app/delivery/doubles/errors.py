"""Refusals about claimed lines and about claims that were made twice."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kit.errors import Invalid, Refusal


class LinesUnfit(Invalid):
    """A line names nothing that it could be recognised by, or the list does not fit the contract."""

    code, status, title = "claimed_lines.unfit", 422, "Not lines that can be recognised"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding."""
        super().__init__(
            f"{findings[0]['message']}. Mend what is listed and send it again; nothing was kept.", findings
        )


class TooManyLines(Refusal):
    """So many lines in one day are no report."""

    code, status, title = "claimed_lines.too_many", 429, "Too many lines in one day"

    def __init__(self, most: int) -> None:
        """Say how many there may be, and the way out."""
        super().__init__(
            f"A contract takes {most:,} lines a day, and these would be more. Send a ledger as a file of evidence, or "
            "the rest tomorrow."
        )
        self.headers = {"Retry-After": "86400"}


class LinesRestedOn(Refusal):
    """What a claim rests on is not taken from under it."""

    code, status, title = "claimed_lines.rested_on", 409, "A claim rests on it"

    def __init__(self, name: str) -> None:
        """Name the lines, and the way out."""
        super().__init__(
            f"An update that stands rests on {name!r}. Make a new claim for that period without it, or with another "
            "file, and withdraw it then."
        )


class LinesWithdrawn(Refusal):
    """It was taken back before."""

    code, status, title = "claimed_lines.withdrawn", 409, "Withdrawn already"

    def __init__(self, name: str) -> None:
        """Name the lines."""
        super().__init__(f"{name!r} was withdrawn already, and counts for nothing. Register it anew if it is claimed.")


class DoubleClaimLapsed(Refusal):
    """One of the two claims was withdrawn."""

    code, status, title = "double_claim.lapsed", 409, "No longer claimed twice"

    def __init__(self) -> None:
        """Say why there is nothing to decide."""
        super().__init__(
            "One of the two claims was withdrawn, so this is claimed once only and there is nothing to decide."
        )


class DoubleClaimUpheld(Refusal):
    """What was found to be claimed twice is not accepted in full."""

    code, status, title = "update.double_claim_upheld", 409, "Part of it is claimed twice"

    def __init__(self) -> None:
        """Say the way out."""
        super().__init__(
            "Your authority upheld that another contract claims a part of this too, so it is not accepted in full. "
            "Verify the part that is left, reject it, or find the double claim explained first."
        )


class DoubleClaimDecided(Refusal):
    """The authority has decided."""

    code, status, title = "double_claim.decided", 409, "Decided already"

    def __init__(self, status: str) -> None:
        """Say how."""
        super().__init__(f"The authority decided that this is {status}. Write to its buyer if there is more to say.")


class SharingUnchanged(Refusal):
    """The authority decided the same before."""

    code, status, title = "claim_sharing.unchanged", 409, "Nothing would change"

    def __init__(self, *, shares: bool) -> None:
        """Say how it stands."""
        stands = "lets its claims be compared already" if shares else "does not let its claims be compared"
        super().__init__(f"Your authority {stands}; nothing was changed.")
