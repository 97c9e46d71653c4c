"""Refusals about plans of evidence and assessments."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kit.errors import Invalid, Refusal


class PlanUnfit(Invalid):
    """The engine could not work by these settings."""

    code, status, title = "evidence_plan.unfit", 422, "The plan of evidence does not hold"

    def __init__(self, engine: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """Name the engine and carry all its findings."""
        how_many = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
        super().__init__(
            f"By these settings the engine {engine!r} could prove nothing: {how_many}. Mend them all and send the plan "
            "again; nothing was changed.",
            findings,
        )


class PlanOvertaken(Refusal):
    """Somebody changed the plan after the caller read it."""

    code, status, title = "evidence_plan.overtaken", 409, "The plan of evidence has another revision"

    def __init__(self, *, read: int | None = None, current: int | None = None) -> None:
        """Say which revision was read and which is in force, where that is known."""
        held = f"You revise revision {read}, and {current} is in force. " if read is not None else ""
        super().__init__(
            f"{held}Read the plans of the commitment again, and send yours with the revision that you read (0 before "
            "the first); nothing was changed."
        )


class PlanReasonNeeded(Invalid):
    """A plan that takes the place of another says why."""

    code, status, title = "evidence_plan.reason_needed", 422, "Say why the plan changes"

    def __init__(self, revision: int) -> None:
        """Name the revision that would be superseded."""
        super().__init__(
            f"Revision {revision} of the plan is in force. Say in reason why another takes its place; the supplier "
            "reads it.",
            [{"place": "body.reason", "message": "needed from the second revision on", "value": None}],
        )


class BaselineFrozen(Refusal):
    """What savings are counted from was fixed when the contract went live."""

    code, status, title = "evidence_plan.baseline_frozen", 409, "The baseline is frozen"

    def __init__(self, reference: str, revision: int) -> None:
        """Name the contract and the revision that holds the baseline."""
        super().__init__(
            f"{reference} went live with the baseline of revision {revision}, and what is counted from it would "
            "change too. Send the plan with that baseline as it was; to agree another, change the contract."
        )


class PlanNotOpen(Refusal):
    """A plan is set while there is something to come that it could prove."""

    code, status, title = "evidence_plan.not_open", 409, "There is nothing to plan"

    def __init__(self, what: str, status: str) -> None:
        """Name the contract or commitment and where it stands."""
        super().__init__(
            f"{what} is {status}, so nothing to come is proved under it. A plan is set on a draft or live contract, "
            "for a commitment that is not waived."
        )


class NothingToAssess(Refusal):
    """There is no engine, or there is no file that it could read."""

    code, status, title = "assessment.nothing_to_assess", 409, "There is nothing to assess"

    def __init__(self, why: str) -> None:
        """Say what is missing."""
        super().__init__(f"{why} Nothing was changed.")


class AssessmentPending(Refusal):
    """The same files are being read already."""

    code, status, title = "assessment.pending", 409, "An assessment is under way"

    def __init__(self, number: int) -> None:
        """Name the assessment that is awaited."""
        super().__init__(
            f"Assessment {number} of this claim is under way. Read it until it is assessed or refused; then ask again "
            "if another is still needed."
        )


class NoRecord(Refusal):
    """There is no record of evidence to hand out."""

    code, status, title = "assessment.no_record", 409, "There is no record of this assessment"

    def __init__(self, number: int, status: str) -> None:
        """Say where the assessment stands."""
        super().__init__(
            f"Assessment {number} is {status}, and only what was assessed has a record. Read the assessment to see why."
        )
