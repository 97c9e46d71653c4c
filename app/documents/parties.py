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
        address=address_of(row.postal_address, row.postcode),
        email=row.contact_email,
    )


def address_of(postal_address: str | None, postcode: str | None) -> str | None:
    r"""Return an address in one line, lines of its own parted by commas; None where nothing of it is known.

    >>> address_of("Unit 4\nQuay Road", "LS1 4EE")
    'Unit 4, Quay Road, LS1 4EE'
    """
    lines = [line.strip(" ,\t\r") for line in (postal_address or "").split("\n")]
    return ", ".join(line for line in (*lines, postcode) if line) or None
