"""The closed shape of what is released: a field that is not named here never leaves, and each says how it is merged.

The shape is written as a JSON schema, because that is what the standard's merge library takes its rules from. It is of
our own making and names only what this service publishes; the official schemas are far larger and are supplied by
whoever validates against them.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

Shape = dict[str, Any]

TEXT: Final[Shape] = {"type": ["string", "null"]}
NUMBER: Final[Shape] = {"type": ["number", "null"]}
FLAG: Final[Shape] = {"type": ["boolean", "null"]}
TEXTS: Final[Shape] = {"type": ["array", "null"], "items": {"type": "string"}}
_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, Decimal),
    "boolean": (bool,),
    "object": (Mapping,),
    "array": (list,),
    "null": (type(None),),
}


def thing(**properties: Shape) -> Shape:
    """Return the shape of an object with these fields and no others."""
    return {"type": "object", "properties": properties}


def by_id(**properties: Shape) -> Shape:
    """Return the shape of a list whose objects are told apart by their id, and merged one by one."""
    return {"type": "array", "items": thing(id=TEXT, **properties)}


def whole(**properties: Shape) -> Shape:
    """Return the shape of a list that is replaced as a whole."""
    return {"type": "array", "wholeListMerge": True, "items": thing(**properties)}


def not_merged(shape: Shape) -> Shape:
    """Return a shape that is of one release alone, and not of the record."""
    return shape | {"omitWhenMerged": True}


VALUE = thing(amount=NUMBER, amountGross=NUMBER, currency=TEXT)
PERIOD = thing(startDate=TEXT, endDate=TEXT)
CLASSIFICATION = thing(scheme=TEXT, id=TEXT, description=TEXT)
ORGANISATIONS = by_id(name=TEXT)
UNIT = thing(name=TEXT)
AMENDMENTS = by_id(
    date=TEXT,
    description=TEXT,
    rationale=TEXT,
    rationaleClassifications={"type": "array", "wholeListMerge": True, "items": CLASSIFICATION},
    amendsReleaseID=TEXT,
    releaseID=TEXT,
    value=VALUE,
    period=PERIOD,
)
OBSERVATIONS = by_id(period=PERIOD, measure=NUMBER, unit=UNIT, notes=TEXT, measureClassification=CLASSIFICATION)
METRICS = by_id(title=TEXT, description=TEXT, observations=OBSERVATIONS)
MILESTONES = by_id(title=TEXT, type=TEXT, description=TEXT, dueDate=TEXT, dateMet=TEXT, status=TEXT)
FAILURES = by_id(
    category=TEXT,
    requirement=TEXT,
    decisionDate=TEXT,
    penaltyDate=TEXT,
    penaltyType=TEXT,
    suppliers=ORGANISATIONS,
)
PARTIES = by_id(
    name=TEXT,
    identifier=thing(scheme=TEXT, id=TEXT, legalName=TEXT),
    additionalIdentifiers=whole(scheme=TEXT, id=TEXT),
    address=thing(streetAddress=TEXT, postalCode=TEXT, countryName=TEXT),
    roles=TEXTS,
    details=thing(scale=TEXT, vcse=FLAG),
)
LOTS = by_id(
    title=TEXT,
    status=TEXT,
    value=VALUE,
    awardCriteria=thing(
        criteria=whole(
            type=TEXT,
            name=TEXT,
            description=TEXT,
            numbers={"type": "array", "wholeListMerge": True, "items": thing(number=NUMBER, weight=TEXT)},
        )
    ),
)
ITEMS = by_id(
    classification=CLASSIFICATION,
    additionalClassifications={"type": "array", "wholeListMerge": True, "items": CLASSIFICATION},
    deliveryLocations=whole(description=TEXT),
    relatedLot=TEXT,
)
TENDER = thing(
    id=TEXT,
    title=TEXT,
    description=TEXT,
    status=TEXT,
    value=VALUE,
    mainProcurementCategory=TEXT,
    specialRegime=TEXTS,
    aboveThreshold=FLAG,
    tenderPeriod=PERIOD,
    contractPeriod=PERIOD,
    finalStatusDate=TEXT,
    items=ITEMS,
    lots=LOTS,
    amendments=AMENDMENTS,
)
BIDS = thing(statistics=by_id(measure=TEXT, value=NUMBER, relatedLot=TEXT))
AWARDS = by_id(
    title=TEXT,
    status=TEXT,
    date=TEXT,
    value=VALUE,
    suppliers=ORGANISATIONS,
    relatedLots=TEXTS,
    contractPeriod=PERIOD,
    standstillPeriod=PERIOD,
    assessmentSummariesDateSent=TEXT,
    finalStatusDate=TEXT,
    mainProcurementCategory=TEXT,
    aboveThreshold=FLAG,
)
CONTRACTS = by_id(
    awardID=TEXT,
    title=TEXT,
    status=TEXT,
    value=VALUE,
    period=PERIOD,
    dateSigned=TEXT,
    aboveThreshold=FLAG,
    amendments=AMENDMENTS,
    agreedMetrics=METRICS,
    implementation=thing(milestones=MILESTONES, metrics=METRICS, performanceFailures=FAILURES),
)
RELEASE: Final[Shape] = thing(
    ocid=TEXT,
    id=not_merged(TEXT),
    date=not_merged(TEXT),
    tag=not_merged(TEXTS),
    initiationType=TEXT,
    language=TEXT,
    parties=PARTIES,
    buyer=thing(id=TEXT, name=TEXT),
    tender=TENDER,
    bids=BIDS,
    awards=AWARDS,
    contracts=CONTRACTS,
)


def _whole_lists(shape: Shape) -> Iterator[str]:
    for name, inner in shape.get("items", shape).get("properties", {}).items():
        if inner.get("wholeListMerge"):
            yield name
        yield from _whole_lists(inner)


WHOLE_LISTS: Final = frozenset(_whole_lists(RELEASE))
"""The fields whose lists are replaced as a whole, wherever they stand."""


def strays(value: Any, shape: Shape = RELEASE, place: str = "") -> Iterator[str]:
    """Yield the place of everything that the shape does not name, or that is of another kind."""
    kinds = [shape["type"]] if isinstance(shape["type"], str) else shape["type"]
    if not any(_is(value, kind) for kind in kinds):
        yield place
    elif isinstance(value, Mapping):
        for key, item in value.items():
            inner = f"{place}.{key}" if place else key
            if key not in shape["properties"]:
                yield inner
            else:
                yield from strays(item, shape["properties"][key], inner)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strays(item, shape["items"], f"{place}[{index}]")


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, _KINDS[kind])
