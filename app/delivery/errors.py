"""Refusals about evidence files, claims and the buyer's verification."""

from datetime import date

from app.kit.errors import Invalid, NotAllowed, Refusal


class NotTheSupplier(NotAllowed):
    """Only the supplier of the contract reports what it delivered."""

    code, status, title = "delivery.not_the_supplier", 403, "For the supplier of the contract"

    def __init__(self, reference: str) -> None:
        """Name the contract."""
        super().__init__(f"Delivery on {reference} is reported by its supplier, not by the authority. Ask them to.")


class NotTheBuyer(NotAllowed):
    """Nobody verifies a claim of their own organisation."""

    code, status, title = "delivery.not_the_buyer", 403, "For the authority of the contract"

    def __init__(self, reference: str) -> None:
        """Name the contract."""
        super().__init__(f"Claims on {reference} are verified by a buyer of its authority, never by who made them.")


class CommitmentNotCarried(Refusal):
    """A commitment that was waived, or not yet carried over, binds nobody."""

    code, status, title = "delivery.commitment_not_carried", 409, "The commitment does not bind"

    def __init__(self, title: str, status: str) -> None:
        """Name the commitment and where it stands."""
        super().__init__(f"{title!r} is {status}, so there is nothing to report on it. Report on a carried commitment.")


class FileEmpty(Invalid):
    """The file holds nothing."""

    code, status, title = "evidence.empty", 422, "The file is empty"

    def __init__(self, name: str) -> None:
        """Name the file."""
        super().__init__(
            f"{name!r} holds no bytes. Look whether it was saved, and send it again.",
            [{"place": "body.file", "message": "an empty file shows nothing", "value": name}],
        )


class FileKindNotTaken(Invalid):
    """The content of the file is not of a kind that is taken as evidence."""

    code, status, title = "evidence.kind_not_taken", 422, "Not a kind of file that is taken"

    def __init__(self, name: str, found: str, taken: str) -> None:
        """Name the file, what it holds and what is taken."""
        super().__init__(
            f"{name!r} holds {found}. Evidence is {taken}; save it as one of these and send it again.",
            [{"place": "body.file", "message": f"it holds {found}", "value": name}],
        )


class NameAndContentDiffer(Invalid):
    """The name of the file says one kind and its content is another."""

    code, status, title = "evidence.name_and_content_differ", 422, "The name and the content differ"

    def __init__(self, name: str, named: str, found: str) -> None:
        """Name the file, what its name says and what it holds."""
        super().__init__(
            f"{name!r} is named {named} and holds {found}. Give it the name of what it is, or send what it says it is.",
            [{"place": "body.file", "message": f"named {named}, holds {found}", "value": name}],
        )


class EvidenceNotOfThisContract(Invalid):
    """A claim rests on files of its own contract only."""

    code, status, title = "update.evidence_not_of_this_contract", 422, "Not evidence of this contract"


class PeriodUnknown(Invalid):
    """The commitment has no such period."""

    code, status, title = "update.period_unknown", 422, "No such period"


class PeriodNotBegun(Refusal):
    """Nothing can have been delivered yet in a period that lies ahead."""

    code, status, title = "update.period_not_begun", 409, "The period has not begun"

    def __init__(self, label: str, starts_on: date, today: date) -> None:
        """Name the period and today."""
        super().__init__(
            f"{label} begins on {starts_on} and today is {today}. Report on it from that day on; nothing was changed."
        )


class PeriodOutsideContract(Invalid):
    """What was done before a contract, or after it, was not done under it."""

    code, status, title = "update.outside_contract", 422, "Not in the days of the contract"

    def __init__(self, days: tuple[date, date], reference: str, term: tuple[date, date]) -> None:
        """Name the days, the contract and its own days."""
        where = (
            "before it begins" if days[1] < term[0] else "after it ends" if days[0] > term[1] else "partly outside it"
        )
        sentence = (
            f"{days[0]} to {days[1]} lies {where}: {reference} runs from {term[0]} to {term[1]}, and only what was "
            "delivered in those days counts under it."
        )
        super().__init__(sentence, [{"place": "body.period", "message": sentence, "value": f"{days[0]} to {days[1]}"}])


class ReasonNeeded(Invalid):
    """Accepting more than the evidence shows is for a person to do, and to answer for."""

    code, status, title = "update.reason_needed", 422, "Say why you accept what is not proved"

    def __init__(self, accepted: str, shows: str) -> None:
        """Name what is accepted and what the evidence shows."""
        super().__init__(
            f"You accept {accepted}, and {shows}. Say in reason why it counts all the same; that is shown "
            "wherever the decision is.",
            [{"place": "body.reason", "message": f"needed: {shows}", "value": None}],
        )


class ClaimUnfit(Invalid):
    """The claimed quantity does not fit the commitment."""

    code, status, title = "update.claim_unfit", 422, "The claimed quantity does not fit"


class PeriodSettled(Refusal):
    """The claim for this period was verified in full, and a verified claim is not replaced."""

    code, status, title = "update.period_settled", 409, "Already verified"

    def __init__(self, label: str, revision: int) -> None:
        """Name the period and the revision that settled it."""
        super().__init__(
            f"Revision {revision} for {label} was verified in full, so the period is settled and no new claim replaces "
            "it. Talk to the authority if it was wrong."
        )


class UpdateOvertaken(Refusal):
    """Another claim for the same period came first."""

    code, status, title = "update.overtaken", 409, "Another claim came first"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__(
            "Another claim for the same period was made at the same moment and was kept; this one was not. Read the "
            "period again, and send a new claim if it is still needed."
        )


class EvidenceFull(Refusal):
    """The files of one contract take up all the room that there is for them."""

    code, status, title = "evidence.full", 409, "No room for more files"

    def __init__(self, *, files: int, held: int, most_files: int, most_bytes: int) -> None:
        """Say how much there is, how much there may be, and the way out."""
        super().__init__(
            f"This contract has {files:,} files that hold {held:,} bytes, and with one more it would have more than "
            f"the {most_files:,} files or the {most_bytes:,} bytes that it may. Name a file that is here already in "
            "your claim, send a smaller one, or ask the operator for more room; nothing was changed."
        )


class UpdateNotOpen(Refusal):
    """The update has been decided or superseded already."""

    code, status, title = "update.not_open", 409, "Not open for a decision"

    def __init__(self, revision: int, status: str) -> None:
        """Say where the update stands."""
        super().__init__(
            f"Revision {revision} of this claim is {status.replace('_', ' ')}, and only a submitted one is decided. "
            "Read the update to see what stands now."
        )


class UpdateDecided(Refusal):
    """Somebody else decided the same update at the same moment."""

    code, status, title = "update.decided", 409, "Already decided"

    def __init__(self) -> None:
        """Say how to go on."""
        super().__init__("A colleague decided this claim at the same moment, and one decision stands. Read it again.")


class ProvedUnfit(Invalid):
    """The proved quantity does not fit the claim."""

    code, status, title = "update.proved_unfit", 422, "The proved quantity does not fit"
