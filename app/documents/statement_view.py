"""Arranges a supplier's statement of delivery for the page: promises in numbers, promises in words, and the bands."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from app.contracts.periods import named
from app.documents.catalogue import say, says
from app.documents.facts import Span
from app.documents.figures import Figure
from app.documents.performance_content import AddsUp, Bands, Rating
from app.documents.quantities import bare_figure, closely, in_full
from app.documents.statement_content import Held, Kept, Reported, StatementOfDelivery
from app.documents.wording import RATINGS

STATEMENT_KIND: Final = says("Statement of delivery")

STATEMENT_SECTIONS: Final = {
    "standing": says("What was promised and proved"),
    "contracts": says("Contract by contract"),
    "ratings": says("How the ratings are given"),
    "check": says("How to check this document"),
}

STATUSES: Final = {
    "no_data": says("nothing reported"),
    "not_due": says("not yet due"),
    "submitted": says("waits for the buyer"),
    "verified": says("accepted"),
    "part_verified": says("accepted in part"),
    "rejected": says("rejected"),
}


MOST_TILES: Final = 4


def rated(ratings: Iterable[Rating]) -> tuple[tuple[str, int], ...]:
    """Return how many promises have which rating, of the ratings that most have, in the order of the law."""
    counts = Counter(ratings)
    most = [rating for rating, _ in counts.most_common(MOST_TILES)]
    return tuple((say(RATINGS[rating]).partition(":")[0], counts[rating]) for rating in Rating if rating in most)


class StatementView:
    """What the statement's template asks of it."""

    def __init__(self, statement: StatementOfDelivery) -> None:
        """Arrange `statement` once."""
        self.statement = statement
        figures = [found for one in statement.together for found in (one.promised, one.due, one.claimed, one.proved)]
        kept = [one for held in statement.contracts for one in held.commitments]
        self.is_rounded = any(in_full(found) for found in (*figures, *(each for one in kept for each in _figures(one))))

    @property
    def title(self) -> str:
        """What the statement is of: the one contract, or the supplier's contracts."""
        contracts = self.statement.contracts
        return contracts[0].title if len(contracts) == 1 else self.statement.supplier.name

    @property
    def tiles(self) -> tuple[tuple[str, int], ...]:
        """How many contracts and promises there are, and how many of these have each of the commonest ratings."""
        kept = [one for held in self.statement.contracts for one in held.commitments]
        return (
            (say("Contracts"), len(self.statement.contracts)),
            (say("Promises"), len(kept)),
            *rated(one.rating for one in kept),
        )

    @property
    def bands(self) -> tuple[tuple[Bands, str], ...]:
        """Every set of bands with the references of the promises that are rated by it."""
        found: dict[Bands, list[str]] = {}
        for held in self.statement.contracts:
            for one in held.commitments:
                if one.bands is not None:
                    found.setdefault(one.bands, []).append(one.reference)
        return tuple((bands, ", ".join(references)) for bands, references in found.items())

    @staticmethod
    def measured(held: Held) -> tuple[Kept, ...]:
        """The promises of a contract that are counted in numbers."""
        return tuple(one for one in held.commitments if not StatementView.is_in_words(one))

    @staticmethod
    def is_in_words(one: Kept) -> bool:
        """Return whether nothing of a promise is counted."""
        numbers = any(found.is_known for found in (*_figures(one), *(each.target for each in one.periods)))
        return one.adds_up is AddsUp.RECORD_ONLY and one.rating is Rating.NOT_MEASURED and not numbers

    @staticmethod
    def share(one: Kept) -> str | None:
        """How much of what is due is proved, or None where that says nothing."""
        found = one.percent_of_due.value
        return None if found is None else closely(Fraction(found) / 100)

    @staticmethod
    def status(period: Reported) -> str:
        """Where a report stands, in words."""
        return say(STATUSES[period.status])

    @staticmethod
    def amount(found: Figure, whole: Figure, unit: str) -> str:
        """A quantity as it was reported: by itself, or as a part of its whole."""
        said = bare_figure(found, unit)
        if not found.is_known or not whole.is_known:
            return said
        return say("%(part)s of %(whole)s", part=said, whole=bare_figure(whole))

    @staticmethod
    def adds_days(span: Span) -> bool:
        """Return whether the days of a period say more than its label does."""
        return span.label != named(span.starts_on, span.ends_on)


def _figures(one: Kept) -> tuple[Figure, ...]:
    periods = (found for each in one.periods for found in (each.target, each.claimed, each.proved))
    return (one.promised, one.due, one.claimed, one.proved, one.unknown, one.rejected, *periods)
