"""What can be found on an assessment summary before it is issued: what is missing, and what invites a challenge."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scoring.digest import digest


class Severity(StrEnum):
    """Whether a finding keeps the summaries from being issued, or asks for a reason to go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, kw_only=True, slots=True)
class LintFinding:
    """One thing that a summary lacks, or that somebody should look at before it goes out.

    `element` is the part of the law's list that it belongs to: "(b)" for the contact, "(e)" for scores and
    explanations; None for a warning. `way_out` says what to do about it.
    """

    code: str
    severity: Severity
    element: str | None
    bid: str
    supplier: str
    criterion: str | None
    message: str
    way_out: str

    def to_mapping(self) -> dict[str, str | None]:
        """Return the finding in JSON values, as it is kept with the acknowledgement."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "element": self.element,
            "bid": self.bid,
            "supplier": self.supplier,
            "criterion": self.criterion,
            "message": self.message,
            "way_out": self.way_out,
        }


def only(found: Iterable[LintFinding], severity: Severity) -> list[LintFinding]:
    """Return the findings of one severity."""
    return [one for one in found if one.severity is severity]


def fingerprint(found: Iterable[LintFinding]) -> str:
    """Return "sha256:…" over the warnings among the findings: what an acknowledgement must name to count for them."""
    return digest({"warnings": [one.to_mapping() for one in only(found, Severity.WARNING)]})
