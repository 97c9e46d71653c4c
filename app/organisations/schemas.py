"""Wire shapes of organisations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.kit.schema import Day, In, Label, Moment, Out, Plain, Quantity, Visible
from app.organisations.rules import IdentifierScheme, OrganisationKind

MOST_STAFF = 100_000_000
"""More people than any employer has, and a number that every database holds."""

Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=200, pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$"
    ),
    Plain,
]

Address = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=500), Plain, Visible]


class Identifier(In):
    """What a register calls the organisation."""

    scheme: IdentifierScheme = Field(description="The register, by its org-id.guide list code.")
    value: Annotated[str, StringConstraints(max_length=40), Plain] = Field(
        description="The identifier in that register."
    )


class SupplierProfile(In):
    """What is known of a supplier's size and type; null means that it has not been said."""

    staff: int | None = Field(default=None, ge=0, le=MOST_STAFF, description="Number of staff.")
    turnover: Quantity | None = Field(default=None, description="Turnover of the last year, in pounds.")
    balance_sheet: Quantity | None = Field(default=None, description="Balance sheet total, in pounds.")
    is_vcse: bool | None = Field(default=None, description="A voluntary, community or social enterprise.")
    is_social_enterprise: bool | None = Field(default=None, description="A social enterprise.")
    is_charity: bool | None = Field(default=None, description="A registered charity.")
    is_minority_owned: bool | None = Field(default=None, description="Owned by people of ethnic minorities.")
    living_wage_licence: Annotated[str, StringConstraints(max_length=100), Plain] | None = Field(
        default=None, description="Number of the Living Wage Foundation licence."
    )
    living_wage_expires_on: Day | None = Field(default=None, description="The day that licence runs out.")


class OrganisationCreate(In):
    """A new organisation."""

    kind: OrganisationKind = Field(description="What it is.")
    name: Label = Field(description="Its registered name.")
    identifiers: list[Identifier] = Field(min_length=1, max_length=10, description="At least one identifier.")
    postal_address: Address | None = Field(
        default=None,
        description="Its postal address without the postcode, as letters are addressed. Assessment summaries need it.",
    )
    postcode: Annotated[str, StringConstraints(max_length=10), Plain] | None = Field(
        default=None, description="Postcode of its main address."
    )
    contact_email: Email | None = Field(default=None, description="Where notices to it are sent.")
    profile: SupplierProfile = Field(default_factory=SupplierProfile, description="Size and type of a supplier.")


class OrganisationUpdate(In):
    """What an organisation may change about itself: everything but its kind and identifiers."""

    name: Label = Field(description="Its registered name.")
    postal_address: Address | None = Field(
        default=None,
        description="Its postal address without the postcode, as letters are addressed. Assessment summaries need it.",
    )
    postcode: Annotated[str, StringConstraints(max_length=10), Plain] | None = Field(
        default=None, description="Postcode of its main address."
    )
    contact_email: Email | None = Field(default=None, description="Where notices to it are sent.")
    profile: SupplierProfile = Field(default_factory=SupplierProfile, description="Size and type of a supplier.")


class IdentifierOut(Out):
    """What a register calls the organisation."""

    scheme: str = Field(description="The register.")
    value: str = Field(description="The identifier in that register.")


class OrganisationOut(Out):
    """An organisation as anybody signed in may see it."""

    id: UUID = Field(description="Identifier in this service.")
    kind: str = Field(description="What it is.")
    name: str = Field(description="Its registered name.")
    identifiers: list[IdentifierOut] = Field(description="What registers call it.")
    postal_address: str | None = Field(description="Its postal address without the postcode; null if not said.")
    postcode: str | None = Field(description="Postcode of its main address.")
    is_sme: bool | None = Field(description="Small or medium-sized by the statutory test; null if not known.")
    is_vcse: bool | None = Field(description="A voluntary, community or social enterprise; null if not said.")
    is_social_enterprise: bool | None = Field(description="A social enterprise; null if not said.")
    is_charity: bool | None = Field(description="A registered charity; null if not said.")
    is_minority_owned: bool | None = Field(description="Owned by people of ethnic minorities; null if not said.")
    living_wage_licence: str | None = Field(description="Living Wage Foundation licence; null if none.")
    living_wage_expires_on: date | None = Field(description="The day that licence runs out.")
    closed_on: date | None = Field(description="The day on which it closed; null while it is there.")
    successor_id: UUID | None = Field(description="The body that followed it; null while it is there.")
    created_at: Moment = Field(description="When it was registered.")
    version: int = Field(description="Version, for `If-Match`.")
