"""Reads what the buyer settled on for local spend, and the bodies of facts that lines are held against."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from scoring.digest import digest
from scoring.evidence.area import Area, parse_area
from scoring.evidence.assessment import Reference
from scoring.evidence.directory import Directory
from scoring.evidence.geography import Geography, parse_geography
from scoring.evidence.spend_cells import EPOCH, KINDS
from scoring.evidence.spend_reasons import PARTS
from scoring.evidence.spend_settle import Deciles
from scoring.exact import exact_text
from scoring.findings import Collector, Findings
from scoring.reading import Reader

DECILES: Final = 10
QUANTITIES: Final = (
    *("total", *PARTS, "local_percent"),
    *(f"{kind}{part}" for kind in KINDS for part in ("", "_local", "_percent")),
)
"""What may prove a measure: pounds without VAT, and shares in per cent of what counts."""

FACTS: Final = {"icb": "integrated care boards", "ward": "wards", "grid": "grid references", "district": "districts"}
PROVES: Final = {
    "local-spend": "local",
    "local-spend-share": "local_percent",
    "sme-spend": "sme",
    "vcse-spend": "vcse",
}
"""What proves the measures of the library."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What was settled on, read: see `scoring.evidence.local_spend`."""

    given: Mapping[str, Any]
    area: Area
    directory: Directory
    geography: Geography
    references: tuple[Reference, ...]
    period: tuple[int, int] | None
    vat_amounts: str
    vat_rate: str
    tiers: frozenset[int] | None
    proves: Mapping[str, str]
    identifiers: Mapping[str, str]
    deciles: Deciles | None
    earlier: Collection[str]


def settings_of(given: Mapping[str, Any], references: Mapping[str, Any]) -> Settings | Findings:
    """Return the settings and references of an assessment, or every finding in them."""
    out = Collector()
    reader = Reader(given, "", out)
    reader.known("area", "period", "vat", "tiers", "proves")
    directory, geography = references.get("postcodes"), parse_geography(references.get("geography") or {})
    if not isinstance(directory, Directory):
        return directory if isinstance(directory, Findings) else _missing("postcodes", "a directory of postcodes")
    if isinstance(geography, Findings):
        return _missing("geography", "a table of districts (rubrics/geography)")
    stated = given.get("area")
    area = parse_area(stated if isinstance(stated, dict) else {}, geography)
    if isinstance(area, Findings):
        return area
    _check_directory(area, directory, geography, out)
    period, vat, tiers = _period(reader), _vat(reader), _tiers(reader)
    proves = _proves(reader)
    used = [directory.reference, geography.reference]
    identifiers = _identifiers(references.get("identifiers"), used)
    deciles = _deciles(references.get("deprivation"), directory, used, out)
    earlier = frozenset(references.get("earlier") or ())
    if earlier:
        used.append(Reference("earlier-reports", f"{len(earlier)} invoices", digest({"keys": sorted(earlier)})))
    if out:
        return out.findings()
    return Settings(
        given, area, directory, geography, tuple(used), period, *vat, tiers, proves, identifiers, deciles, earlier
    )


def _missing(name: str, what: str) -> Findings:
    out = Collector()
    out.add("reference.missing", name, f"is missing: give {what}")
    return out.findings()


def _check_directory(area: Area, directory: Directory, geography: Geography, out: Collector) -> None:
    """Refuse a directory of another edition, one that lacks what the area asks for, and codes that it has never had."""
    have = {"id": directory.reference.id, "edition": directory.reference.edition, "digest": directory.reference.digest}
    for key, value in area.directory.items():
        if have[key] != value:
            message = f"the area is decided by {key} {value}, and the directory given has {have[key]}"
            out.add("directory.another_edition", f"area.directory.{key}", message, value=have[key])
    for fact in sorted(area.needs - directory.facts):
        message = f"the directory {directory.reference.id} has no {FACTS[fact]}: give a whole ONS postcode directory"
        out.add("directory.lacks", "area.within", message)
    for fact, codes in (("district", area.named_districts), ("icb", area.icbs), ("ward", area.wards)):
        if fact in directory.facts and codes:
            known = set(directory.places[fact].unique().cast(str).to_list())
            for code in sorted(codes - known):
                became = geography.became(code)
                way_out = f"it became {became}" if became else "check the code"
                message = f"no postcode of the directory lies in {code} ({geography.name(code)}): {way_out}"
                out.add("area.code_without_postcodes", f"area.within {code}", message, value=code)


def _period(reader: Reader) -> tuple[int, int] | None:
    if not reader.has("period"):
        return None
    period = reader.child("period", "the first and the last day")
    if period is None:
        return None
    period.known("from", "to")
    first, last = period.day("from", "the first day"), period.day("to", "the last day")
    if first is None or last is None:
        return None
    if last < first:
        period.add("period.backwards", "to", "must not lie before the first day", value=last.isoformat())
    return _days(first), _days(last)


def _days(day: date) -> int:
    return (day - EPOCH).days


def _vat(reader: Reader) -> tuple[str, str]:
    if not reader.has("vat"):
        return "", ""
    vat = reader.child("vat", "whether amounts include VAT")
    if vat is None:
        return "", ""
    vat.known("amounts", "rate_percent")
    amounts = vat.choice("amounts", ("excluding", "including"))
    rate = vat.number("rate_percent", "the rate", high=Fraction(100)) if vat.has("rate_percent") else None
    return amounts, "" if rate is None else exact_text(rate)


def _tiers(reader: Reader) -> frozenset[int] | None:
    words = reader.texts("tiers", "the tiers of the supply chain that count, such as 1")
    for word in words:
        if not (word.isdecimal() and word.isascii() and len(word) == 1):
            reader.add("tier.malformed", "tiers", "must be single digits", value=word)
            return None
    return frozenset(int(word) for word in words) or None


def _proves(reader: Reader) -> dict[str, str]:
    """Return which quantity proves each measure; those of the library unless it is stated."""
    if not reader.has("proves"):
        return dict(PROVES)
    proves = reader.child("proves", "which quantity proves a measure")
    return {} if proves is None else {measure: proves.choice(measure, QUANTITIES) for measure in proves.given}


def _identifiers(given: Mapping[str, Any] | None, used: list[Reference]) -> Mapping[str, str]:
    """Return the postcode of each identifier; given as {"id", "edition", "postcodes": {identifier: postcode}}."""
    if not given:
        return {}
    used.append(Reference(str(given.get("id")), str(given.get("edition")), digest(given)))
    return {str(key): str(value) for key, value in (given.get("postcodes") or {}).items()}


def _deciles(
    given: Mapping[str, Any] | None, directory: Directory, used: list[Reference], out: Collector
) -> Deciles | None:
    """Return the decile of each place; given as {"id", "edition", "by": "lsoa" | "district", "deciles": {code: n}}."""
    if not given:
        return None
    by = str(given.get("by"))
    if by not in {"lsoa", "district"} & directory.facts:
        message = f"the deciles go by {by}, which the directory {directory.reference.id} does not have"
        out.add("deprivation.not_placed", "deprivation.by", message, value=by)
        return None
    used.append(Reference(str(given.get("id")), str(given.get("edition")), digest(given)))
    deciles: dict[str, int] = {}
    for code, word in (given.get("deciles") or {}).items():
        if str(word).isdecimal() and 1 <= int(word) <= DECILES:
            deciles[str(code)] = int(word)
        else:
            message = "must be a decile from 1 (most deprived) to 10"
            out.add("deprivation.malformed", f"deprivation.deciles.{code}", message, value=word)
    return Deciles(by, deciles)
