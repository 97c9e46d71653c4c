"""Arranges a portfolio report for the page: sums with the rows they are made of, contracts by rating, shared sums."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.documents.catalogue import say, says
from app.documents.performance_content import Rating
from app.documents.portfolio_content import ContractLine, PortfolioReport, RemedyLine, Row, SharedSum, SumLine
from app.documents.portfolio_sums import key_of
from app.documents.quantities import in_full
from app.documents.statement_view import rated
from app.documents.wording import RATINGS
from app.performance.sums import ADDED

PORTFOLIO_KIND: Final = says("Portfolio report")
NETWORK_KIND: Final = says("Network report")

PORTFOLIO_SECTIONS: Final = {
    "standing": says("Where the portfolio stands"),
    "sums": says("What was promised and proved"),
    "contracts": says("Contract by contract"),
    "rows": says("The contracts behind each sum"),
    "calibration": says("Promises beside delivery"),
    "remedies": says("Remedies asked for"),
    "shared": says("The sums that are shared"),
    "members": says("The network"),
    "check": says("How to check this document"),
}

OF_AUTHORITY: Final = ("standing", "sums", "contracts", "rows", "calibration", "remedies", "check")
OF_NETWORK: Final = ("standing", "shared", "members", "check")

TOTALS: Final[Mapping[str, str]] = {
    "promised": says("Promised"),
    "due": says("Due by then"),
    "proved": says("Proved"),
}

REMEDIES: Final = (
    says("credit"), says("recovery plan"), says("notice of failing"), says("breach"),
    says("open"), says("answered"), says("returned"), says("accepted"), says("closed"),
    says("withdrawn"), says("settled"), says("not settled"), says("improved"), says("not improved"),
    says("terminated"), says("damages awarded"), says("settlement agreed"),
)  # fmt: skip
"""What remedies are called, where they stand and how they end, as the page says it."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A sum with the rows of the contracts that it is made of."""

    line: SumLine
    rows: tuple[Row, ...]


class PortfolioView:
    """What the portfolio template asks of a report."""

    def __init__(self, report: PortfolioReport) -> None:
        """Arrange `report` once."""
        self.report = report
        self.is_of_network = report.network is not None
        self.added = tuple(line for line in report.lines if line.adds_up in ADDED)
        self.counted = tuple(line for line in report.lines if line.adds_up not in ADDED)
        rows: dict[tuple[str, str, str, str], list[Row]] = {}
        for row in report.rows:
            rows.setdefault(key_of(row), []).append(row)
        self.behind = tuple(Behind(line, tuple(rows.get(key_of(line), ()))) for line in self.added)
        self.ratings = tuple(each for each in report.counts if each.commitments)
        quantities = [*(line.quantities for line in report.lines), *(row.quantities for row in report.rows)]
        self.is_rounded = any(
            in_full(found) for one in quantities for found in (one.promised, one.due, one.claimed, one.proved)
        )

    @property
    def tiles(self) -> tuple[tuple[str, int], ...]:
        """How many contracts, suppliers and promises there are by rating; of a network members, sums and withheld."""
        report = self.report
        if report.network is not None:
            withheld = sum(one.withheld is not None for one in report.shared)
            return (
                (say("Members"), len(report.network.members)),
                (say("Sums shared"), len(report.shared)),
                (say("Sums withheld"), withheld),
            )
        suppliers = len({line.supplier_id for line in report.contracts})
        ratings = (each.rating for each in report.counts for _ in range(each.commitments))
        return ((say("Contracts"), len(report.contracts)), (say("Suppliers"), suppliers), *rated(ratings))

    @property
    def sections(self) -> dict[str, str]:
        """The sections of the report: a network's tells of no contract."""
        wanted = OF_NETWORK if self.is_of_network else OF_AUTHORITY
        return {name: PORTFOLIO_SECTIONS[name] for name in wanted}

    @property
    def shared(self) -> tuple[tuple[SharedSum, ...], ...]:
        """The shared sums, those of one measure together."""
        groups = groupby(self.report.shared, key=lambda one: (one.measure, one.unit, one.better))
        return tuple(tuple(group) for _, group in groups)

    @staticmethod
    def by_rating(line: ContractLine) -> str:
        """How many promises of a contract have which rating, those that none has left out."""
        found = [f"{each.commitments} {_rating(each.rating)}" for each in line.counts if each.commitments]
        return ", ".join(found) or say("no promise")

    @staticmethod
    def total(one: SharedSum) -> str:
        """What a shared sum is of."""
        return say(TOTALS[one.total])

    @staticmethod
    def awaited(one: RemedyLine) -> str:
        """What is awaited about a remedy, or how it ended."""
        return say((one.outcome or one.status).replace("_", " "))


def _rating(rating: Rating) -> str:
    return say(RATINGS[rating]).partition(":")[0].lower()
