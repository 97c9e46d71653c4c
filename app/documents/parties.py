"""Organisations as documents name them."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.documents.facts import Identifier, Party
from app.organisations import service as organisations

KINDS = {
    "trust": "NHS trust",
    "integrated_care_board": "Integrated care board",
    "council": "Council",
    "university": "University",
    "college": "College",
    "police": "Police body",
    "housing_association": "Housing association",
    "business": "Supplier",
}
REGISTERS = {
    "GB-NHS": "NHS ODS code",
    "GB-COH": "Companies House",
    "GB-CHC": "Charity Commission for England and Wales",
    "GB-SC": "Scottish Charity Regulator",
    "GB-NIC": "Charity Commission for Northern Ireland",
    "GB-LAE": "Local authority code",
    "GB-UKPRN": "UK provider reference number",
    "GB-PPON": "Procurement platform",
}


def party_of(tx: Session, organisation_id: UUID, *, name: str | None = None) -> Party:
    """Return an organisation with its identifiers; `name` is the one it had when it acted, if that is known."""
    row = organisations.get(tx, organisation_id)
    return Party(
        name=name or row.name,
        kind=KINDS.get(row.kind, row.kind),
        identifiers=tuple(
            Identifier(scheme=REGISTERS.get(each.scheme, each.scheme), value=each.value) for each in row.identifiers
        ),
        address=row.postcode,
        email=row.contact_email,
    )
