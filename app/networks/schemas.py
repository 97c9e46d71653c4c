"""Wire shapes of networks."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.kit.schema import In, Label, Moment, Out, Plain, Quantity, Reason, Words
from app.networks.rules import LEAST_SUPPLIERS, MOST_SUPPLIERS, MemberStatus, Total

MeasureId = Annotated[str, StringConstraints(min_length=1, max_length=100), Plain]


class NetworkCreate(In):
    """A network of authorities."""

    name: Label = Field(description="What people call it.")
    purpose: Words = Field(description="What it is for: whoever is invited decides by it.")
    fewest_suppliers: int = Field(
        default=5,
        ge=LEAST_SUPPLIERS,
        le=MOST_SUPPLIERS,
        description="A sum over fewer suppliers than this is withheld. It stays as it is founded.",
    )


class InvitationCreate(In):
    """An authority to invite."""

    organisation_id: UUID = Field(description="The authority.")


class SharesIn(In):
    """What a member shares; it may be stated anew at any time."""

    measures: Annotated[list[MeasureId], Field(max_length=200)] = Field(
        default=[], description="Of which measures; every one if left empty."
    )
    totals: Annotated[list[Total], Field(min_length=1, max_length=3)] = Field(description="Which totals of each.")
    by_name: bool = Field(
        default=False, description="Whether your own part may be shown under your name, beside the total."
    )


class LeaveIn(In):
    """Leave, or decline to join."""

    reason: Reason


class MemberOut(Out):
    """Where one authority stands in a network."""

    organisation_id: UUID = Field(description="The authority.")
    name: str = Field(description="Its name.")
    status: MemberStatus = Field(description="Where it stands.")
    since: Moment = Field(description="Since when.")
    measures: list[str] | None = Field(description="Measures that it shares, none for every one; null until it joined.")
    totals: list[Total] | None = Field(description="Totals that it shares; null until it joined.")
    by_name: bool | None = Field(description="Whether its part may be shown under its name; null until it joined.")


class NetworkOut(Out):
    """A network with its members."""

    id: UUID = Field(description="Identifier.")
    name: str = Field(description="What people call it.")
    purpose: str = Field(description="What it is for.")
    lead_id: UUID = Field(description="Who leads it.")
    lead_name: str = Field(description="Their name.")
    fewest_suppliers: int = Field(description="A sum over fewer suppliers than this is withheld.")
    fewest_members: int = Field(description="A sum over fewer members than this is withheld.")
    members: list[MemberOut] = Field(description="Every authority that was ever invited, and where it stands.")
    founded_at: Moment = Field(description="When it was founded.")


class PartOut(Out):
    """What one member adds to a sum."""

    organisation_id: UUID = Field(description="The member.")
    name: str = Field(description="Its name.")
    quantity: Quantity | None = Field(description="How much; null where it is withheld.")


class SumOut(Out):
    """One sum over the members that share it."""

    total: Total = Field(description="What is summed up.")
    quantity: Quantity | None = Field(description="The sum; null where it is withheld.")
    members: int | None = Field(description="Over how many members; null where it is withheld.")
    suppliers: int | None = Field(description="Over how many suppliers; null where it is withheld.")
    withheld: str | None = Field(description="Why it is withheld; null where it is shown.")
    parts: list[PartOut] = Field(description="By member, for those that agreed to be named; withheld ones as null.")


class NetworkLineOut(Out):
    """The sums of one measure."""

    measure: str = Field(description="The measure.")
    title: str = Field(description="What it is called.")
    unit: str = Field(description="What it is counted in.")
    better: str = Field(description="Which way is better.")
    sums: list[SumOut] = Field(description="Promised, due and proved, as far as anybody shares them.")


class NetworkSumsOut(Out):
    """What the members of a network come to together."""

    network_id: UUID = Field(description="The network.")
    as_at: date = Field(description="First day of a quarter; a period is due if its last day is before it.")
    note: str = Field(description="How to read it.")
    lines: list[NetworkLineOut] = Field(description="By measure; only like is added to like.")
