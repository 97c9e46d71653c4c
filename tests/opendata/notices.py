"""A notice of our own making, in the shape of the Scottish and Welsh portals, for tests to bend."""

from typing import Any

from app.opendata import ocds
from app.opendata.ocds import Mapped
from app.tenders.schemas import TenderWrite

Json = dict[str, Any]


def criterion(name: str | None, weight: Any, kind: str = "quality") -> Json:
    """Return an award criterion with its weight where those portals put it."""
    return {"type": kind, "description": weight} | ({} if name is None else {"name": name})


def lot(code: str, *criteria: Json, **more: Any) -> Json:
    """Return a lot with its own award criteria."""
    return {"id": code, "title": f"Area {code}", "awardCriteria": {"criteria": list(criteria)}} | more


def release(*lots: Json, **tender: Any) -> Json:
    """Return a sound release; `tender` replaces fields of its tender."""
    return {
        "ocid": "ocds-test-1",
        "id": "1",
        "date": "2026-01-02T00:00:00Z",
        "tag": ["tender"],
        "buyer": {"id": "org-1", "name": "Mid-County Council"},
        "parties": [
            {
                "id": "org-1",
                "name": "Mid-County Council",
                "roles": ["buyer"],
                "identifier": {"scheme": "GB-LAE", "id": "MCC"},
            }
        ],
        "tender": {
            "id": "t",
            "title": "Grounds maintenance",
            "description": "Grass, hedges and paths.",
            "value": {"amount": 1250000.5, "currency": "GBP"},
            "classification": {"scheme": "CPV", "id": "77314000"},
            "items": [
                {
                    "id": 1,
                    "additionalClassifications": [{"scheme": "CPV", "id": "77310000"}],
                    "deliveryAddresses": [{"region": "UKM73"}, {"postalCode": "LS1 4EE", "locality": "Leeds"}],
                }
            ],
            "tenderPeriod": {"endDate": "2026-03-29T12:00:00+01:00"},
            "contractPeriod": {"startDate": "2026-06-01T00:00:00+01:00", "endDate": "2029-05-31T23:59:59+01:00"},
            "documents": [{"id": "1", "title": "Notice", "url": "https://example.org/1"}],
            "lots": list(lots),
            **tender,
        },
    }


def scale() -> Json:
    """Return a scale of marks."""
    levels = [{"mark": str(mark), "label": str(mark), "descriptor": ""} for mark in range(3)]
    return {"title": "Marks", "levels": levels}


def mapped(document: Any) -> Mapped:
    """Return the one draft that a document of one release yields."""
    (only,) = ocds.map_document(document, scale=scale())
    return only


def found(one: Mapped) -> dict[str, tuple[str, str | None]]:
    """Return by code the place and value of each finding."""
    return {finding.code: (finding.place, finding.value) for finding in one.findings}


def draft(one: Mapped) -> TenderWrite:
    """Return the drafted tender as the service would read it."""
    assert one.tender is not None
    return TenderWrite.model_validate(one.tender)
