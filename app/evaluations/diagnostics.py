"""How the members of a panel mark, beside one another: statistics for whoever moderates, and never a reason by itself.

Every figure is exact. Marks of different scales are compared as shares of their scale's range, in per cent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

SMALL = 5
"""With fewer evaluators or bidders than this, chance alone gives such figures."""
LABEL = "A statistic about how the panel marked. It says where to look, and nothing about who is right."

_WORD = re.compile(r"[^\W\d_]{4,}")
_DOUBTS = frozenset(
    (
        *("absent", "fails", "failed", "fault", "inadequate", "insufficient", "lacking", "lacks", "limited", "minimal"),
        *("missing", "omits", "omitted", "poor", "superficial", "unclear", "unconvincing", "unrealistic"),
        *("unsupported", "vague", "weak", "weakness", "weaknesses"),
    )
)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a scale, with what an answer at this level is like."""

    mark: Decimal
    descriptor: str


@dataclass(frozen=True, slots=True)
class Given:
    """A mark that counts: who gave it to what, when they first marked it, and why."""

    evaluator: UUID
    bid: UUID
    criterion: str
    mark: Decimal
    first_at: datetime
    rationale: str


@dataclass(frozen=True, slots=True)
class Severity:
    """How far somebody's marks lie from the median of the others', on average; None where nobody else marked."""

    evaluator: UUID
    marks: int
    deviation: Fraction | None


@dataclass(frozen=True, slots=True)
class Halo:
    """How far apart somebody's marks for a bidder lie across questions, and how far apart the panel's medians lie."""

    evaluator: UUID
    bid: UUID
    questions: int
    own: Fraction
    panel: Fraction

    @property
    def closer(self) -> bool:
        """Return whether their marks lie closer together than the panel's."""
        return self.own < self.panel


@dataclass(frozen=True, slots=True)
class Drift:
    """How much more, against the others' median, somebody gave to what they marked later than to what came first."""

    evaluator: UUID
    criterion: str
    marks: int
    change: Fraction


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A rationale in words that belong to another mark; `level` is that level, None for words of doubt at the top."""

    given: Given
    level: Decimal | None
    words: tuple[str, ...]


Scales = Mapping[str, Sequence[Level]]


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the median, of an even number the middle of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def severities(marks: Sequence[Given], scales: Scales) -> list[Severity]:
    """Return the severity of everybody: below nought is stricter than the others."""
    apart = dict(_deviations(marks, scales))
    found = []
    for person in _people(marks):
        own = [one for one in marks if one.evaluator == person]
        known = [apart[one] for one in own if one in apart]
        found.append(Severity(person, len(own), _mean(known)))
    return found


def halos(marks: Sequence[Given], scales: Scales) -> list[Halo]:
    """Return, for everybody and each bidder they marked on two questions or more, how close their marks lie."""
    medians = {pair: median([_share(one, scales) for one in several]) for pair, several in _by_pair(marks).items()}
    found = []
    for person in _people(marks):
        for bid in dict.fromkeys(one.bid for one in marks if one.evaluator == person):
            own = [one for one in marks if (one.evaluator, one.bid) == (person, bid)]
            if len(own) > 1:
                shares = [_share(one, scales) for one in own]
                panel = [medians[one.bid, one.criterion] for one in own]
                found.append(Halo(person, bid, len(own), max(shares) - min(shares), max(panel) - min(panel)))
    return found


def drifts(marks: Sequence[Given], scales: Scales) -> list[Drift]:
    """Return, for everybody and each question, how their later marks differ from their earlier ones.

    Marks are put in the order in which they were first given; of an odd number the one in the middle is left out.
    """
    apart = dict(_deviations(marks, scales))
    found = []
    for person in _people(marks):
        for criterion in dict.fromkeys(one.criterion for one in marks if one.evaluator == person):
            own = [one for one in marks if (one.evaluator, one.criterion) == (person, criterion) and one in apart]
            if len(own) > 1:
                ordered, half = sorted(own, key=lambda one: (one.first_at, one.bid)), len(own) // 2
                early, late = ([apart[one] for one in part] for part in (ordered[:half], ordered[-half:]))
                change = (sum(late, Fraction(0)) - sum(early, Fraction(0))) / half
                found.append(Drift(person, criterion, len(own), change))
    return found


def mismatches(marks: Sequence[Given], scales: Scales) -> list[Mismatch]:
    """Return every rationale that uses more words of a neighbouring level's descriptor, or doubts the highest mark."""
    return [found for one in marks for found in _mismatches(one, scales[one.criterion])]


def _mismatches(one: Given, levels: Sequence[Level]) -> Iterator[Mismatch]:
    said = _words(one.rationale)
    ordered = sorted(levels, key=lambda level: level.mark)
    place = next((index for index, level in enumerate(ordered) if level.mark == one.mark), None)
    if place is None:
        return
    own = _words(ordered[place].descriptor)
    for neighbour in (place - 1, place + 1):
        if 0 <= neighbour < len(ordered):
            other = _words(ordered[neighbour].descriptor)
            words = said & (other - own)
            if len(words) > len(said & (own - other)):
                yield Mismatch(one, ordered[neighbour].mark, tuple(sorted(words)))
    doubts = said & (_DOUBTS - own)
    if place == len(ordered) - 1 and doubts:
        yield Mismatch(one, None, tuple(sorted(doubts)))


def warnings(marks: Sequence[Given]) -> list[str]:
    """Return why these figures say little, where the panel or the field of bidders is small."""
    found = []
    for count, what in ((len(_people(marks)), "evaluators"), (len({one.bid for one in marks}), "bidders")):
        if count < SMALL:
            found.append(f"There are {count} {what}: with fewer than {SMALL}, chance alone gives figures like these.")
    return found


def _deviations(marks: Sequence[Given], scales: Scales) -> Iterator[tuple[Given, Fraction]]:
    """Yield each mark that others gave one beside, with how far above their median it lies."""
    for several in _by_pair(marks).values():
        for one in several:
            others = [_share(other, scales) for other in several if other.evaluator != one.evaluator]
            if others:
                yield one, _share(one, scales) - median(others)


def _by_pair(marks: Sequence[Given]) -> Mapping[tuple[UUID, str], Sequence[Given]]:
    found: dict[tuple[UUID, str], list[Given]] = {}
    for one in marks:
        found.setdefault((one.bid, one.criterion), []).append(one)
    return found


def _share(one: Given, scales: Scales) -> Fraction:
    marks = [level.mark for level in scales[one.criterion]]
    lowest, width = Fraction(min(marks)), Fraction(max(marks) - min(marks))
    return (Fraction(one.mark) - lowest) * 100 / width if width else Fraction(0)


def _people(marks: Sequence[Given]) -> list[UUID]:
    return list(dict.fromkeys(one.evaluator for one in marks))


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _WORD.findall(text))
