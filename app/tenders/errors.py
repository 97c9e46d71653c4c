"""Refusals about tenders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.kit.clock import london_text
from app.kit.errors import Invalid, Refusal


class TenderNotDraft(Refusal):
    """What bidders have read is not edited."""

    code, status, title = "tender.not_draft", 409, "No longer a draft"

    def __init__(self, reference: str, status: str) -> None:
        """Name the tender and where it stands."""
        super().__init__(
            f"The tender {reference} is {status}: it is edited as a draft only. "
            "Its deadline can be extended while it is open; for anything else abandon it and draft another."
        )


class TenderNotReady(Refusal):
    """Something that bidders need is missing, or does not fit together."""

    code, status, title = "tender.not_ready", 409, "Not ready to be published"

    def __init__(self, reference: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry every finding at once."""
        first = findings[0]
        more = f" ({len(findings) - 1} more below)" if len(findings) > 1 else ""
        super().__init__(
            f"The tender {reference} cannot be published: {first['place']}: {first['message']}{more}. "
            "Mend what is listed and publish again.",
            findings=list(findings),
        )


class TenderMayNot(Refusal):
    """The life of a tender has no such step."""

    code, status, title = "tender.wrong_status", 409, "Not at this point"

    def __init__(self, reference: str, status: str, wanted: str, ways: Sequence[str]) -> None:
        """Name where the tender stands and where it may go."""
        may = f"It may become {' or '.join(ways)}." if ways else "It ends there."
        super().__init__(f"The tender {reference} is {status} and cannot become {wanted}. {may}")


class TenderNotOpen(Refusal):
    """The tender does not take bids, so its deadline cannot move."""

    code, status, title = "tender.not_open", 409, "Not open"

    def __init__(self, reference: str, status: str, closes_at: datetime | None) -> None:
        """Name where the tender stands and when its deadline was."""
        when = f"; its deadline was {london_text(closes_at)}" if closes_at and status == "published" else ""
        super().__init__(
            f"The tender {reference} is {status}{when}. Only an open tender, before its deadline, can be extended."
        )


class DeadlineNotLater(Refusal):
    """A deadline is only ever moved to a later moment."""

    code, status, title = "tender.deadline_not_later", 409, "Not later"

    def __init__(self, current: datetime, wanted: datetime) -> None:
        """Name both moments as people read them."""
        super().__init__(
            f"The deadline is {london_text(current)} and cannot become {london_text(wanted)}: it is only extended. "
            "Give a later moment."
        )


class TenderContent(Invalid):
    """The tender names something that does not exist or does not fit."""

    code, status, title = "tender.content", 422, "The tender has findings"


class RubricNotNamed(Refusal):
    """A draft that names no rubric has none to be looked at."""

    code, status, title = "tender.rubric_not_named", 409, "No rubric named"

    def __init__(self, reference: str) -> None:
        """Name the tender and the way on."""
        super().__init__(f"The tender {reference} names no rubric yet. Name one in its draft, and ask again.")


class RubricNotPinned(Refusal):
    """A draft has no rubric that would hold."""

    code, status, title = "tender.rubric_not_pinned", 409, "No rubric yet"

    def __init__(self, reference: str) -> None:
        """Name the tender and the way on."""
        super().__init__(f"The tender {reference} has no pinned rubric yet. Publishing the tender pins one.")


class RubricDoesNotMatch(Refusal):
    """The rubric that is kept is not the one that was pinned: somebody changed the database."""

    code, status, title = "tender.rubric_does_not_match", 409, "The pinned rubric was changed"

    def __init__(self, reference: str, pinned: str, found: str) -> None:
        """Name both digests."""
        super().__init__(
            f"The tender {reference} pins the rubric {pinned}, and what is kept gives {found}. Nothing was computed. "
            "Tell the operator: the record was changed outside this service."
        )


class TenderNotOpened(Refusal):
    """Sealed bids are not evaluated."""

    code, status, title = "tender.not_opened", 409, "Not opened"

    def __init__(self, reference: str) -> None:
        """Say who opens the bids."""
        super().__init__(
            f"The bids of the tender {reference} are sealed. Two people open them: POST /v1/tenders/.../openings, and "
            "then POST /v1/openings/.../confirm. Then the evaluation starts."
        )
