"""Which districts make up a county, a region or a country, by a published table: `rubrics/geography`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.digest import NotCanonical, digest
from scoring.evidence.assessment import Reference
from scoring.findings import Collector, Findings
from scoring.reading import Reader

FORMAT = "makegood.geography/1"
LEVELS = {"counties": "county", "regions": "region", "countries": "country"}


@dataclass(frozen=True, slots=True)
class Geography:
    """Districts with what they lie in; `reference` pins the edition that was used."""

    reference: Reference
    districts: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]

    def inside(self, level: str, code: str) -> frozenset[str]:
        """Return the codes of the districts of a county, a region or a country, those that are gone included."""
        key = LEVELS[level]
        return frozenset(one for one, facts in self.districts.items() if facts.get(key) == code)

    def name(self, code: str) -> str:
        """Return the name of any code, or the code where the table does not name it."""
        return self.names.get(code, code)

    def became(self, district: str) -> str:
        """Return in words what a district that is gone became, or "" for one that exists or is not known."""
        now = self.districts.get(district, {}).get("became", ())
        return " and ".join(f"{code} ({self.name(code)})" for code in now)


def parse_geography(given: Mapping[str, Any]) -> Geography | Findings:
    """Return the geography in a document "makegood.geography/1", or every finding."""
    out = Collector()
    reader = Reader(given, "", out)
    if given.get("format") != FORMAT:
        reader.add("format.unknown", "format", f'must be "{FORMAT}"', value=given.get("format"))
        return out.findings()
    identifier, edition = reader.identifier(), reader.text("edition", "the edition of the table")
    districts: dict[str, Mapping[str, Any]] = {}
    names: dict[str, str] = {}
    if table := reader.child("districts", "the districts by code"):
        for code in table.given:
            if district := table.child(code, "the facts of a district"):
                districts[code] = district.given
                names[code] = district.text("name", "the name of the district")
    for level in (*LEVELS, "icbs"):
        names |= {code: str(name) for code, name in (given.get(level) or {}).items()}
    if out:
        return out.findings()
    try:
        return Geography(Reference(identifier, edition, digest(given)), districts, names)
    except NotCanonical as refused:
        return refused.findings
