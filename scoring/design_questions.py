"""The questions of one lot with their wording, and the form in which the design aid says what it finds about them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from scoring.digest import read
from scoring.plan import Planned, PlannedLeaf, PlannedSection, plan_lot
from scoring.rubric import Rubric

Severity = Literal["advice", "warning"]
SPENT_ALIKE = frozenset({"percentage", "level"})
"""Measures that a bidder of any size states alike: a share, or a level such as a number of days."""
TEXTS = ("title", "description", "question", "guidance")


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that a buyer should look at before publication: what, where, how serious, and the way out."""

    code: str
    place: str
    severity: Severity
    sentence: str
    way_out: str
    criterion: str | None = None
    source: str = ""

    def to_mapping(self) -> dict[str, str | None]:
        """Return the finding as a plain mapping for JSON."""
        return {
            "code": self.code,
            "place": self.place,
            "severity": self.severity,
            "criterion": self.criterion,
            "sentence": self.sentence,
            "way_out": self.way_out,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion of a lot as planned and as worded, with the sections above it, outermost first."""

    planned: PlannedLeaf
    body: Mapping[str, Any]
    above: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """Return the id of the criterion."""
        return self.planned.node.id

    @property
    def title(self) -> str:
        """Return the title of the criterion."""
        return self.planned.node.title

    @property
    def place(self) -> str:
        """Return where the criterion stands in the rubric."""
        return self.planned.node.place

    @property
    def weight(self) -> Fraction:
        """Return what the criterion weighs of the 100 points of the lot."""
        return self.planned.weight

    @property
    def scored(self) -> bool:
        """Say whether it earns points."""
        return self.planned.scored

    @property
    def counts_quantity(self) -> bool:
        """Say whether points are earned by a quantity."""
        return self.scored and self.planned.node.method.takes == "quantity"

    @property
    def measure(self) -> Mapping[str, Any]:
        """Return the measure as the rubric holds it, empty where there is none."""
        found = self.body.get("measure")
        return found if isinstance(found, dict) else {}

    @property
    def is_share(self) -> bool:
        """Say whether the measure is a share or a level, which does not grow with the bidder."""
        measure = self.planned.node.measure
        if measure is None:
            return False
        return measure.adds_up in SPENT_ALIKE or measure.unit.startswith("%")

    @property
    def is_percentage(self) -> bool:
        """Say whether the measure is a percentage, so that nobody can offer more than 100."""
        measure = self.planned.node.measure
        return measure is not None and (measure.adds_up == "percentage" or measure.unit.startswith("%"))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield every text that bidders or evaluators read of the question, with its place."""
        for key in TEXTS:
            if text := text_of(self.body, key):
                yield f"{self.place}.{key}", text


def text_of(body: Mapping[str, Any], key: str) -> str:
    """Return a text of a section or criterion, empty where there is none."""
    value = body.get(key)
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One lot of a rubric: its questions, its sections with their wording, and the whole document."""

    rubric: Rubric
    document: Mapping[str, Any]
    lot: str
    questions: tuple[Question, ...]
    sections: tuple[tuple[PlannedSection, Mapping[str, Any]], ...]


def sheet_of(rubric: Rubric, lot: str) -> Sheet:
    """Return one lot of a parsed rubric with the wording that parsing leaves behind."""
    document = read(rubric.canonical)
    bodies = {body["id"]: (body, above) for body, above in _bodies(document["criteria"], ())}
    plan = plan_lot(rubric, lot)
    questions = tuple(Question(leaf, *bodies[leaf.node.id]) for leaf in plan.leaves)
    sections = tuple((node, bodies[node.node.id][0]) for node in _sections(plan.nodes))
    return Sheet(rubric, document, lot, questions, sections)


def _bodies(
    nodes: Sequence[Mapping[str, Any]], above: tuple[Mapping[str, Any], ...]
) -> Iterator[tuple[Mapping[str, Any], tuple[Mapping[str, Any], ...]]]:
    for node in nodes:
        yield node, above
        yield from _bodies(node.get("criteria", ()), (*above, node))


def _sections(nodes: Sequence[Planned]) -> Iterator[PlannedSection]:
    for node in nodes:
        if isinstance(node, PlannedSection):
            yield node
            yield from _sections(node.inside)
