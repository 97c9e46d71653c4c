"""What a contract means by local: the area object "makegood.area/1", read once and resolved to plain codes.

There is no standard meaning of local: councils use their own boundary, counties, regions, integrated care boards, ten
to twenty miles round a site. So every contract states its own area, with the postcode that counts and the edition of
the directory that decides, and a changed area is a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Literal

from scoring.evidence.geography import LEVELS, Geography
from scoring.evidence.postcodes import NORTHERN_IRELAND, compact, is_outward, is_whole
from scoring.exact import exact_text
from scoring.findings import Collector, Findings
from scoring.reading import Reader

FORMAT: Final = "makegood.area/1"

Counted = Literal["invoice", "registered_office", "delivery_site"]
COUNTED: Final[tuple[Counted, ...]] = ("invoice", "registered_office", "delivery_site")
SAID: Final[Mapping[str, str]] = {
    "invoice": "the postcode of the invoice",
    "registered_office": "the postcode of the payee's registered office",
    "delivery_site": "the postcode of the site where the work is done",
}

UNITS: Final = ("miles", "km")
METRES: Final = {"miles": Fraction("1609.344"), "km": Fraction(1000)}
"""Metres in a unit. Source: the international mile of 1959 (Weights and Measures Act 1985, schedule 1)."""

KINDS: Final = ("districts", *LEVELS, "icbs", "wards", "postcodes", "radius")


@dataclass(frozen=True, slots=True)
class Radius:
    """A circle: its centre, a compact postcode or metres on the National Grid, and its size as it was stated."""

    centre: str | tuple[int, int]
    distance: Fraction
    unit: str

    @property
    def square(self) -> int:
        """Return the largest square of a distance in whole metres that lies within the radius; the edge counts."""
        metres = self.distance * METRES[self.unit]
        square = metres * metres
        return square.numerator // square.denominator

    @property
    def said(self) -> str:
        """Return the radius in words."""
        centre = self.centre if isinstance(self.centre, str) else f"{self.centre[0]} {self.centre[1]}"
        return f"within {exact_text(self.distance)} {self.unit} of {centre}"


@dataclass(frozen=True, slots=True)
class Area:
    """An area resolved to codes; a postcode is local if any of its parts holds it."""

    id: str
    version: str
    title: str
    postcode: Counted
    directory: Mapping[str, str]
    districts: frozenset[str] = frozenset()
    named_districts: frozenset[str] = frozenset()
    icbs: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()
    outwards: frozenset[str] = frozenset()
    circles: tuple[Radius, ...] = ()

    @property
    def needs(self) -> frozenset[str]:
        """Return the facts of a postcode that the area needs of a directory."""
        asked = {"district": self.districts, "icb": self.icbs, "ward": self.wards, "grid": self.circles}
        return frozenset(fact for fact, given in asked.items() if given)

    @property
    def whose(self) -> str:
        """Return in words which postcode of a payment counts."""
        return SAID[self.postcode]


def parse_area(given: Mapping[str, Any], geography: Geography) -> Area | Findings:
    """Return the area in a document "makegood.area/1" with its codes resolved, or every finding."""
    out = Collector()
    reader = Reader(given, "area", out)
    reader.known("format", "id", "version", "title", "summary", "source", "postcode", "directory", "within")
    if given.get("format") != FORMAT:
        reader.add("format.unknown", "format", f'must be "{FORMAT}"', value=given.get("format"))
        return out.findings()
    identifier = reader.identifier()
    version = reader.text("version", 'the version of the area, such as "1.0.0"')
    title = reader.text("title", "what people call the area")
    counted = reader.choice("postcode", COUNTED)
    parts = _Parts(geography)
    for part in reader.children("within", "what makes up the area"):
        parts.take(part)
    directory = _directory(reader)
    if out:
        return out.findings()
    return Area(
        identifier,
        version,
        title,
        counted,
        directory,
        frozenset(parts.districts),
        frozenset(parts.named),
        frozenset(parts.icbs),
        frozenset(parts.wards),
        frozenset(parts.postcodes),
        frozenset(parts.outwards),
        tuple(parts.circles),
    )


def _directory(reader: Reader) -> dict[str, str]:
    if not reader.has("directory"):
        return {}
    pinned = reader.child("directory", "the id and the edition of the directory of postcodes")
    if pinned is None:
        return {}
    pinned.known("id", "edition", "digest")
    found = {"id": pinned.identifier(), "edition": pinned.text("edition", "the edition of the directory")}
    return found | ({"digest": pinned.text("digest", "its digest")} if pinned.has("digest") else {})


class _Parts:
    """Gathers what the parts of an area come to."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self.districts: set[str] = set()
        self.named: set[str] = set()
        self.icbs: set[str] = set()
        self.wards: set[str] = set()
        self.postcodes: set[str] = set()
        self.outwards: set[str] = set()
        self.circles: list[Radius] = []

    def take(self, part: Reader) -> None:
        """Add one part, which states exactly one kind of thing."""
        part.known(*KINDS)
        stated = [kind for kind in KINDS if part.has(kind)]
        if len(stated) != 1:
            part.add("area.part_unclear", "", f"must state exactly one of {', '.join(KINDS)}")
            return
        kind = stated[0]
        if kind == "radius":
            self._radius(part)
            return
        words = part.texts(kind, "codes of nine characters, or postcodes")
        if kind in LEVELS:
            self._level(part, kind, words)
        elif kind == "postcodes":
            self._postcodes(part, words)
        elif kind == "districts":
            self._districts(part, words)
        else:
            (self.icbs if kind == "icbs" else self.wards).update(words)

    def _level(self, part: Reader, level: str, codes: tuple[str, ...]) -> None:
        for code in codes:
            inside = self.geography.inside(level, code)
            if not inside:
                edition = self.geography.reference.edition
                part.add("area.code_unknown", level, f"{code} is none of the {level} of {edition}", value=code)
            self.districts |= inside

    def _districts(self, part: Reader, codes: tuple[str, ...]) -> None:
        for code in codes:
            if code not in self.geography.districts:
                edition = self.geography.reference.edition
                part.add("area.code_unknown", "districts", f"{code} is no district of {edition}", value=code)
        self.districts.update(codes)
        self.named.update(codes)

    def _postcodes(self, part: Reader, words: tuple[str, ...]) -> None:
        for word in words:
            postcode = compact(word)
            if postcode.startswith(NORTHERN_IRELAND):
                message = f"{word} lies in Northern Ireland, whose postcodes are not in the open directory"
                part.add("area.not_open", "postcodes", message, value=word)
            elif is_whole(postcode) and (" " in word.strip() or not is_outward(postcode)):
                self.postcodes.add(postcode)
            elif is_outward(postcode):
                self.outwards.add(postcode)
            else:
                message = f"{word} is neither a postcode (LS1 1UR) nor what stands before its space (LS1)"
                part.add("area.postcode_malformed", "postcodes", message, value=word)

    def _radius(self, part: Reader) -> None:
        circle = part.child("radius", "a centre, a distance and a unit")
        if circle is None:
            return
        circle.known("postcode", "easting", "northing", "distance", "unit")
        distance = circle.number("distance", "the distance", low=Fraction(0), high=Fraction(1000))
        unit = circle.choice("unit", UNITS)
        centre = _centre(circle)
        if distance is not None and centre is not None:
            self.circles.append(Radius(centre, distance, unit))


def _centre(circle: Reader) -> str | tuple[int, int] | None:
    """Return the centre of a radius: a compact postcode, or metres on the National Grid."""
    if circle.has("postcode") == (circle.has("easting") or circle.has("northing")):
        circle.add("area.centre_unclear", "", "must state its centre by a postcode or by easting and northing")
        return None
    if circle.has("postcode"):
        postcode = compact(circle.text("postcode", "the postcode of the centre"))
        if not is_whole(postcode):
            circle.add("area.postcode_malformed", "postcode", "must be a whole postcode", value=postcode)
            return None
        return postcode
    metres = [circle.number(key, f"the {key} in metres", high=Fraction(2_000_000)) for key in ("easting", "northing")]
    if any(one is None or one.denominator != 1 for one in metres):
        circle.add("area.centre_unclear", "", "must state easting and northing in whole metres")
        return None
    easting, northing = (int(one) for one in metres if one is not None)
    return easting, northing
