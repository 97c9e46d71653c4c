"""Refusals about conflicts of interest; each says which declaration or decision opens the way."""

from collections.abc import Sequence
from uuid import UUID

from app.kit.errors import Invalid, Refusal

_AT = {
    "start": "before anything is opened",
    "bidders_known": "against the bidders, who are known now",
    "award": "again before the award",
}


class DeclarationNeeded(Refusal):
    """Whoever influences a decision declares first."""

    code, status, title = "conflict.declaration_needed", 409, "Declare your interests first"

    def __init__(self, reference: str, tender_id: UUID, *, stage: str, declared: str | None) -> None:
        """Say where to declare, and at which stage."""
        last = f"; your last declaration was made at the stage {declared!r}" if declared else ""
        super().__init__(
            f"For this you declare your interests in the tender {reference} {_AT[stage]}{last}. Read "
            f"GET /v1/tenders/{tender_id}/my-declaration, then send POST /v1/tenders/{tender_id}/declarations with the "
            f'stage that it names (at least "{stage}"), with an empty list of interests where you have none.',
            stage=stage,
        )


class ConflictUndecided(Refusal):
    """What was declared, or found, waits for somebody else to decide."""

    code, status, title = "conflict.undecided", 409, "Your declaration waits for a decision"

    def __init__(self, reference: str, declaration_id: UUID) -> None:
        """Say who decides, and where."""
        super().__init__(
            f"Your declaration in the tender {reference} names an interest, or a link to a bidder was found. Until a "
            "colleague has decided on it you take no part. Ask a buyer or commissioner of your authority to send "
            f"POST /v1/declarations/{declaration_id}/decide.",
            declaration_id=str(declaration_id),
        )


class ConflictBarred(Refusal):
    """Somebody decided that this person takes no part."""

    code, status, title = "conflict.barred", 409, "You take no part in this tender"

    def __init__(self, reference: str, declaration_id: UUID) -> None:
        """Say that only a colleague can change it."""
        super().__init__(
            f"It was decided that you take no part in the tender {reference}; the reasons stand at "
            f"GET /v1/declarations/{declaration_id}. If the facts have changed, a buyer or commissioner of your "
            "authority decides anew there.",
            declaration_id=str(declaration_id),
        )


class KeptFromBid(Refusal):
    """Somebody decided that this person keeps away from one of the bidders."""

    code, status, title = "conflict.kept_from", 409, "You keep away from this bidder"

    def __init__(self, reference: str, declaration_id: UUID) -> None:
        """Say where the decision stands, and not whose bid it is."""
        super().__init__(
            f"It was decided that you keep away from a bidder of the tender {reference}, and this concerns it; the "
            f"reasons stand at GET /v1/declarations/{declaration_id}. Somebody else must do it; about the others you "
            "go on as before.",
            declaration_id=str(declaration_id),
        )


NOT_FREE = (DeclarationNeeded, ConflictUndecided, ConflictBarred)
"""What a route may refuse that waits for a declaration."""

KEPT = (*NOT_FREE, KeptFromBid)
"""The same for a route that is about one bid, or about every bid of a lot."""


class WrongStage(Refusal):
    """A declaration is made at the stage that the tender has reached."""

    code, status, title = "conflict.wrong_stage", 409, "Not at this stage"

    def __init__(self, reference: str, wanted: str, now: str | None) -> None:
        """Name the stage that holds now."""
        if now is None:
            way_out = "It is a draft or was abandoned, so that nobody declares. People declare from publication on."
        else:
            way_out = (
                f'People declare at the stage "{now}" now: read who is to be declared against, and send that stage.'
            )
        super().__init__(f'The tender {reference} is not at the stage "{wanted}". {way_out}', stage=now)


class NotAskedToTakePart(Refusal):
    """Who bid is shown to those who have a part in the tender."""

    code, status, title = "conflict.not_asked", 409, "You have no part in it yet"

    def __init__(self, reference: str) -> None:
        """Say who can change that."""
        super().__init__(
            f"You have not been asked to mark anything in the tender {reference}, and its bidders are known by now. "
            "Declare once the buyer has assigned a question to you."
        )


class DeclarationUnchanged(Refusal):
    """What is declared stands already."""

    code, status, title = "conflict.unchanged", 409, "Declared already"

    def __init__(self, revision: int, stage: str) -> None:
        """Name the declaration that stands."""
        super().__init__(
            f'Your declaration {revision} says exactly this at the stage "{stage}", and stands. Declare again when '
            "something changes, or when the tender reaches the next stage."
        )


class OwnDeclaration(Refusal):
    """Nobody decides on a declaration of their own."""

    code, status, title = "conflict.own_declaration", 409, "Somebody else must decide"

    def __init__(self) -> None:
        """Say who may."""
        super().__init__(
            "This declaration is yours, so you cannot decide on it; the attempt is recorded. Another buyer or "
            "commissioner of your authority must."
        )


class DeclarationSuperseded(Refusal):
    """What no longer stands is not decided on."""

    code, status, title = "conflict.superseded", 409, "A later declaration stands"

    def __init__(self, standing_id: UUID) -> None:
        """Name the one that stands."""
        super().__init__(
            "The person has declared anew since. Read the declaration that stands and decide on that one: "
            f"POST /v1/declarations/{standing_id}/decide.",
            declaration_id=str(standing_id),
        )


class DeclarationContent(Invalid):
    """A declaration or a decision names something that does not exist or does not fit."""

    code, status, title = "conflict.content", 422, "The declaration has findings"

    def __init__(self, findings: Sequence[dict[str, str | None]]) -> None:
        """Carry every finding at once."""
        super().__init__(f"{findings[0]['place']}: {findings[0]['message']}. Nothing was changed.", findings)
