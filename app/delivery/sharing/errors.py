"""Refusals about reports that are shared among contracts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.kit.errors import Invalid, Refusal
from app.kit.schema import plain


class ReportUnfit(Invalid):
    """The report does not hold together."""

    code, status, title = "report.unfit", 422, "The report does not hold"


class SharesUnfit(Invalid):
    """Some of the shares cannot be claimed."""

    code, status, title = "report.shares_unfit", 422, "Some shares cannot be claimed"

    def __init__(self, findings: Sequence[Mapping[str, Any]]) -> None:
        """Carry what is wrong with every share."""
        how_many = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
        super().__init__(
            f"Nothing was allotted, because of {how_many}. Mend every one of them, and send all the shares again.",
            findings,
        )


class OverAllotted(Refusal):
    """The shares of a report would come to more than all of it."""

    code, status, title = "report.over_allotted", 409, "More than the whole report"

    def __init__(self, asked: Sequence[Decimal], held: Decimal) -> None:
        """Name the shares asked for, what others hold, and how much there is left."""
        shares = " + ".join(f"{plain(each)}%" for each in asked)
        total = sum(asked, Decimal(0)) + held
        beside = f" beside the {plain(held)}% that other claims have" if held else ""
        left = max(Decimal(100) - held, Decimal(0))
        super().__init__(
            f"{shares}{beside} makes {plain(total)}% of the report, and there is 100%. Allot at most {plain(left)}% in "
            "these shares; to take a share back from a claim, allot 0% to its commitment. Nothing was changed.",
            allotted=plain(total),
            left=plain(left),
        )
