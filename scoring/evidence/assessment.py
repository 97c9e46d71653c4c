"""What lines of evidence came to: quantities that a councillor can read, what they rest on, and what was wrong.

Every engine of `scoring.evidence.engines` answers with an `Assessment`, or with `Findings` where there is nothing to
assess. A wrong line inside a good file is a finding *on* the assessment and is counted as rejected or as unknown;
nothing is dropped without a word, and a quantity without data is None, which is not zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from scoring.digest import digest
from scoring.exact import exact_text
from scoring.findings import Finding
from scoring.rounding import STANDARD, Rounding

FORMAT: Final = "makegood.evidence/1"

MOST_LISTED: Final = 1_000
"""A document lists at most so many lines and findings; of more it keeps how many there are, and their digest."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its name, the digest of its bytes ("sha256:…"), and how many lines of data it holds."""

    name: str
    digest: str
    rows: int

    def to_mapping(self) -> dict[str, Any]:
        """Return the source as a plain mapping."""
        return {"name": self.name, "digest": self.digest, "rows": self.rows}


@dataclass(frozen=True, slots=True)
class Reference:
    """A body of facts that lines were held against, such as a directory of postcodes: id, edition, digest."""

    id: str
    edition: str
    digest: str

    def to_mapping(self) -> dict[str, Any]:
        """Return the reference as a plain mapping."""
        return {"id": self.id, "edition": self.edition, "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number that the evidence comes to; `value` None says that there is no data, which is never zero.

    `unit` is what the number counts, such as "GBP" or "FTE-years"; `rows` is how many lines stand behind it; `said` is
    one sentence with the numbers in it.
    """

    value: Fraction | None
    unit: str
    rows: int
    said: str
    rounding: Rounding = STANDARD

    def to_mapping(self) -> dict[str, Any]:
        """Return the quantity as a plain mapping: exact, and rounded once for people."""
        return {
            "exact": None if self.value is None else exact_text(self.value),
            "shown": None if self.value is None else self.rounding.shown(self.value),
            "unit": self.unit,
            "rows": self.rows,
            "said": self.said,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of evidence came to: where it stands, which part it counts in, how much, and why.

    `part` is a word of the engine, such as "proved local" or "rejected"; `value` None says that it came to nothing
    that could be counted.
    """

    place: str
    part: str
    value: Fraction | None
    why: str = ""

    def to_mapping(self) -> dict[str, Any]:
        """Return the line as a plain mapping."""
        value = None if self.value is None else exact_text(self.value)
        return {"place": self.place, "part": self.part, "value": value, "why": self.why}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What evidence comes to under stated settings; the same files, settings and references give the same digest.

    `settings` is the mapping as it was given. `proves` names the quantity that proves each measure: measure id to name
    of a quantity. `lines` says of every line what became of it. Where an engine reads millions of lines it may leave
    `lines` and all but the first findings out, and then states `line_count`, `lines_digest` and `finding_count`.
    `tables` are further plain mappings for people, such as a split by decile; they are part of the digest.
    """

    engine: str
    version: str
    settings: Mapping[str, Any]
    sources: tuple[Source, ...]
    references: tuple[Reference, ...]
    quantities: Mapping[str, Quantity]
    proves: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    lines: tuple[Line, ...] = ()
    tables: Mapping[str, Any] = field(default_factory=dict)
    line_count: int | None = None
    lines_digest: str | None = None
    finding_count: int | None = None

    def __post_init__(self) -> None:
        """Refuse a proof by a quantity that is not there: the engine would be wrong, not the evidence."""
        if missing := sorted(set(self.proves.values()) - self.quantities.keys()):
            raise ValueError(f"{self.engine} proves by quantities that it does not state: {', '.join(missing)}")

    def proved(self, measure: str) -> Fraction | None:
        """Return what is proved of a measure, or None where this evidence has no data on it."""
        name = self.proves.get(measure)
        return None if name is None else self.quantities[name].value

    def to_mapping(self) -> dict[str, Any]:
        """Return the document "makegood.evidence/1", with the digest of what went in and of what came out."""
        taken_in = {
            "engine": self.engine,
            "version": self.version,
            "settings": dict(self.settings),
            "sources": [source.to_mapping() for source in self.sources],
            "references": [reference.to_mapping() for reference in self.references],
        }
        found = {
            "quantities": {name: quantity.to_mapping() for name, quantity in self.quantities.items()},
            "proves": dict(self.proves),
            "tables": dict(self.tables),
            "findings": [finding.to_mapping() for finding in self.findings[:MOST_LISTED]],
            "finding_count": len(self.findings) if self.finding_count is None else self.finding_count,
            "lines": self._lines(),
        }
        body = {"format": FORMAT, **taken_in, **found}
        return {**body, "digests": {"inputs": digest(taken_in), "assessment": digest(body)}}

    def _lines(self) -> dict[str, Any]:
        """Return the lines, listed where they are few; otherwise how many, and a digest that holds them fast."""
        listed = [line.to_mapping() for line in self.lines]
        return {
            "count": len(listed) if self.line_count is None else self.line_count,
            "digest": digest({"lines": listed}) if self.lines_digest is None else self.lines_digest,
            "listed": listed if len(listed) <= MOST_LISTED else [],
        }
