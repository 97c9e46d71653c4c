"""Refusals about workbooks: nothing due, a file that cannot be read, another workbook, cells that have findings."""

from collections.abc import Sequence
from datetime import date

from app.kit.errors import Invalid, Refusal
from scoring.findings import Finding

_SHOWN = 3
MOST_LISTED = 2_000
"""So many findings go over the wire; nobody mends more cells than that before looking again."""


class NothingDue(Refusal):
    """Nothing of the contract is due within the days that were named."""

    code, status, title = "workbook.nothing_due", 409, "Nothing is due in these days"

    def __init__(self, reference: str, first: date, last: date, known: str) -> None:
        """Name the contract, the days, and the periods that there are."""
        super().__init__(
            f"No commitment of {reference} has a period that ends between {first} and {last}. Its periods are: "
            f"{known}. Ask for the days of one of them."
        )


class WorkbookUnreadable(Invalid):
    """The file is no workbook that can safely be read."""

    code, status, title = "workbook.unreadable", 422, "The workbook cannot be read"

    def __init__(self, name: str, findings: Sequence[Finding]) -> None:
        """Say what keeps it from being read."""
        said = findings[0]
        super().__init__(
            f"{name!r} cannot be read: {said.place} {said.message}. Nothing was reported. Download the workbook again "
            "and copy your entries into it.",
            [listed(one) for one in findings[:MOST_LISTED]],
        )


class WorkbookOfAnother(Invalid):
    """The workbook was made for another contract, another supplier or another period."""

    code, status, title = "workbook.of_another", 422, "A workbook for something else"

    def __init__(self, name: str, findings: Sequence[Finding]) -> None:
        """Say what it was made for; whose it is, is not told."""
        super().__init__(
            f"{name!r} {findings[0].message}. Nothing was reported.",
            [listed(one) for one in findings[:MOST_LISTED]],
        )


class WorkbookHasFindings(Invalid):
    """Cells of the workbook have findings, so nothing of it was taken."""

    code, status, title = "workbook.findings", 422, "The workbook has findings"

    def __init__(self, findings: Sequence[Finding]) -> None:
        """List every finding by sheet, row and column, as many as anybody mends at once."""
        count = len(findings)
        first = "; ".join(f"{one.place} {one.message}" for one in findings[:_SHOWN])
        more = f"; and {count - _SHOWN} more" if count > _SHOWN else ""
        super().__init__(
            f"The workbook has {count} finding{'s' if count > 1 else ''}, and nothing of it was reported: a part of a "
            f"quarter would look like all of it. {first}{more}. Mend the cells and send it again.",
            [listed(one) for one in findings[:MOST_LISTED]],
        )


class WorkbooksFull(Refusal):
    """More workbooks were taken for one contract than anybody reports with."""

    code, status, title = "workbook.too_many", 409, "Too many workbooks"

    def __init__(self, most: int) -> None:
        """Say how many there may be."""
        super().__init__(
            f"{most:,} workbooks were taken for this contract, which is all that are kept. Report what is left one by "
            "one; nothing was changed."
        )


def listed(one: Finding) -> dict[str, str | None]:
    """Return a finding as it goes over the wire: where, what, and what was found there."""
    return {"place": one.place, "message": one.message, "value": one.value}
