"""What the design aid takes for granted, each with its reason, so that a buyer can see it and state something else."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from scoring.exact import exact_text
from scoring.reading import Reader

AS_OF: Final = "2026-11-21"
"""The day on which the figures below were last looked at."""

OWN: Final = "Makegood's own figure: replace it with yours"


@dataclass(frozen=True, slots=True)
class Assumption:
    """One figure that is taken for granted: its name, value, unit, what it stands for, and where it comes from."""

    name: str
    value: Fraction
    unit: str
    says: str
    source: str = OWN
    low: Fraction = Fraction(0)

    def to_mapping(self) -> dict[str, str]:
        """Return the assumption as a plain mapping for JSON."""
        return {
            "name": self.name,
            "value": exact_text(self.value),
            "unit": self.unit,
            "says": self.says,
            "source": self.source,
        }


def _assume(name: str, value: str, unit: str, says: str, source: str = OWN, *, low: str = "0") -> Assumption:
    return Assumption(name, Fraction(value), unit, says, source, Fraction(low))


DEFAULTS: Final = (
    _assume("small_turnover", "1000000", "GBP a year", "turnover of the simulated small bidder"),
    _assume("small_staff", "20", "people", "staff of the simulated small bidder"),
    _assume(
        "size_ratio",
        "20",
        "times",
        "how many times the small bidder's turnover, staff, price and offer the large bidder's are",
        low="1",
    ),
    _assume(
        "small_giving_percent",
        "1",
        "per cent",
        "full points that cost the small bidder more than this share of its turnover over the term are noted",
    ),
    _assume("price_spread_percent", "20", "per cent", "prices lie within so much of the middle price, either way"),
    _assume(
        "relative_low_percent",
        "25",
        "per cent",
        "where bidders are measured against the best of them, the weakest offer is so much of the best",
        low="1",
    ),
    _assume(
        "influence_low_percent",
        "33",
        "per cent",
        "a weight counts as nearly without effect where its share of the spread is less than this part of its weight",
    ),
    _assume(
        "cluster_percent",
        "80",
        "per cent",
        "a criterion hardly separates bidders where so many of them earn exactly the same",
    ),
    _assume("words_per_hour", "100", "words", "finished words an hour: read, ask, write, check and cut", low="1"),
    _assume("words_without_limit", "750", "words", "what a bidder writes where no limit is stated"),
    _assume("hours_to_read", "8", "hours", "reading the documents, asking questions, uploading the bid"),
    _assume("hours_for_price", "8", "hours", "working out a price and having it approved"),
    _assume("hours_per_quantity", "3", "hours", "working out one pledge and agreeing to it"),
    _assume("hours_per_part", "0.5", "hours", "each part that a quantity is made of"),
    _assume("hours_per_declaration", "1", "hours", "one declaration, with whoever must sign it"),
    _assume("hours_per_evidence", "1", "hours a quarter", "collecting one kind of evidence of one measure"),
    _assume("hourly_cost", "40", "GBP", "an hour of somebody who writes bids, with what an employer pays on top"),
    _assume(
        "small_team_hours", "10", "hours a week", "what a small bidder has for bids, beside the work itself", low="1"
    ),
    _assume("large_team_hours", "150", "hours a week", "a bid team of four", low="1"),
    _assume("tender_weeks", "5", "weeks", "how long a tender is commonly open"),
    _assume("bid_cost_advice_percent", "1", "per cent", "a bid costing more than this share of the value is noted"),
    _assume(
        "bid_cost_warning_percent", "3", "per cent", "a bid costing more than this share of the value is warned of"
    ),
    _assume(
        "measures_recommended",
        "6",
        "measures",
        "more measures than this are noted",
        "City of Bradford: at most six measures, "
        "https://www.bradford.gov.uk/business/doing-business-with-bradford-council/social-value-bid-evaluation-guidance/",
    ),
    _assume(
        "cost_per_fte_year", "35000", "GBP", "a year of one full-time person, with all that an employer pays", low="1"
    ),
    _assume("hours_per_fte_year", "1650", "hours", "what one full-time person works in a year", low="1"),
    _assume(
        "attendees_per_session", "10", "people", "people at one session, where hours of attendance are counted", low="1"
    ),
    _assume(
        "cost_per_given_hour",
        "16.93",
        "GBP",
        "an hour of staff time given away",
        "Essex County Council, value of a volunteering hour, https://consultations.essex.gov.uk/procurement/",
    ),
    _assume(
        "giving_most_percent",
        "16",
        "per cent",
        "the most of a contract's value that suppliers have been seen to commit",
        "Social Value Exchange, 3 to 16 per cent, "
        "https://journal.socialvalueexchange.org/category/your-social-value-questions",
    ),
)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Every assumption by name; `stated` names those that the reader changed."""

    every: Mapping[str, Assumption]
    stated: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Fraction:
        """Return the value of one assumption."""
        return self.every[name].value

    def to_mapping(self) -> dict[str, Any]:
        """Return the assumptions as a plain mapping for JSON."""
        return {
            "as_of": AS_OF,
            "stated": list(self.stated),
            "values": [one.to_mapping() for one in self.every.values()],
        }


def read_assumptions(reader: Reader | None) -> Assumptions:
    """Return the defaults with whatever a reader states in place of them; unknown names and numbers are reported."""
    every = {one.name: one for one in DEFAULTS}
    if reader is None:
        return Assumptions(every)
    reader.known(*every)
    stated = []
    for name, one in every.items():
        value = reader.number(name, one.says, low=one.low) if reader.has(name) else None
        if value is not None:
            every[name] = Assumption(name, value, one.unit, one.says, "stated for this check", one.low)
            stated.append(name)
    return Assumptions(every, tuple(stated))
