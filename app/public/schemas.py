"""What everybody reads, as data. Null is never nought: it says that there is no such figure."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.kit.schema import Moment, Out, Quantity

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


class NamedOut(Out):
    """A body by name, with its identifiers in public registers."""

    name: str = Field(description="Its name.")
    identifiers: list[str] = Field(description="Identifiers, each as register and value, such as GB-COH-01234567.")


class PublisherOut(NamedOut):
    """An authority that publishes."""

    id: UUID = Field(description="Identifier.")
    key: str = Field(description="The short form of its address.")
    address: str = Field(description="Where its page is.")


class AuthorityLineOut(PublisherOut):
    """An authority in a list."""

    publishes: list[str] = Field(description="tenders, awards, delivery, networks.")
    from_on: date = Field(description="What it published on this day or later is here.")


class CriterionOut(Out):
    """One question of a tender."""

    id: str = Field(description="Its id.")
    title: str = Field(description="Its title.")
    path: list[str] = Field(description="The titles of the sections above it.")
    asks: str = Field(description="words, quantity, declaration or price.")
    weight: str | None = Field(description="As the rubric states it; null for what earns no points.")
    share_of_total: dict[str, str] = Field(description="By lot: its share of the 100 points, exact.")


class PublicLotOut(Out):
    """A lot of a tender."""

    code: str = Field(description="Its code.")
    title: str = Field(description="Its title.")
    value: Quantity | None = Field(description="Estimated value; null where none was published.")


class TenderLineOut(Out):
    """A tender in a list."""

    id: UUID = Field(description="Identifier.")
    reference: str = Field(description="Short reference for people.")
    address: str = Field(description="Where its page is.")
    title: str = Field(description="What is bought.")
    authority: PublisherOut = Field(description="Who buys.")
    status: str = Field(description="open, closed, awarded or abandoned.")
    value: Quantity | None = Field(description="Estimated value; null where none was published.")
    currency: str = Field(description="ISO 4217 code of that value.")
    closes_at: Moment | None = Field(description="Until when bids may come.")
    published_at: Moment = Field(description="When it was published.")


class AwardLineOut(Out):
    """An award in a list. One that was made void says so, and stays."""

    id: UUID = Field(description="Identifier.")
    reference: str = Field(description="Short reference for people.")
    address: str = Field(description="Where its page is.")
    title: str = Field(description="What was bought.")
    authority: PublisherOut = Field(description="Who buys.")
    tender: str = Field(description="Reference of the tender.")
    lot: str = Field(description="Code of the lot.")
    lot_title: str | None = Field(description="Title of the lot; null for a tender without lots.")
    winner: NamedOut = Field(description="Who won.")
    status: str = Field(description="published, contracted or void.")
    notice_on: date = Field(description="Day on which the notice was published.")
    voided_on: date | None = Field(description="Day on which it was made void; null for an award that stands.")
    published_at: Moment = Field(description="When the notice was published.")


class ContractLineOut(Out):
    """A contract in a list."""

    id: UUID = Field(description="Identifier.")
    reference: str = Field(description="Short reference for people.")
    address: str = Field(description="Where its page is.")
    title: str = Field(description="What it is for.")
    authority: PublisherOut = Field(description="Who buys.")
    supplier: NamedOut = Field(description="Who delivers.")
    status: str = Field(description="live or ended.")
    value: Quantity | None = Field(description="Value; null where none is recorded.")
    currency: str = Field(description="ISO 4217 code of that value.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    signed_at: Moment = Field(description="When it was recorded as signed.")


class TenderPageOut(TenderLineOut):
    """A tender with what it asks."""

    description: str = Field(description="What is bought.")
    regime: str | None = Field(description="The regime it is run under.")
    category: str | None = Field(
        description="goods, services, works, light_touch or health_services; null if not said."
    )
    starts_on: date | None = Field(description="First day of the contract; null where none was published.")
    ends_on: date | None = Field(description="Last day of the contract; null where none was published.")
    cpv: list[str] = Field(description="CPV codes.")
    places: list[str] = Field(description="Where it is delivered.")
    ocid: str | None = Field(description="Open contracting identifier; null if it came from no notice.")
    lots: list[PublicLotOut] = Field(description="Its lots, in order.")
    record_address: str | None = Field(
        description="Where its record in the open contracting standard is; null where none is public."
    )
    rubric_digest: str = Field(description="SHA-256 of the rubric that bids are judged by.")
    criteria: list[CriterionOut] = Field(description="The questions and what each weighs.")
    awards: list[AwardLineOut] = Field(description="Its awards, as far as they are public.")


class DocumentOfRecordOut(Out):
    """The authority's own document, which names people and other bidders and is not public."""

    reference: str = Field(description="Its reference.")
    digest: str = Field(
        description="SHA-256 of its JSON file, so that whoever is given it can tell that it is this one."
    )
    issued_at: Moment = Field(description="When it was issued.")


class AwardPageOut(AwardLineOut):
    """An award: who won what under which criteria; nothing of the bids that did not win."""

    tender_address: str | None = Field(description="Where the tender's page is; null where it is not public.")
    regime: str | None = Field(description="The regime it was run under.")
    decided_on: date = Field(description="Day on which it was decided.")
    standstill_ends_at: Moment | None = Field(description="When standstill ends or ended; null where none applies.")
    tenders_assessed: int = Field(description="How many tenders were assessed in the lot.")
    criteria: list[CriterionOut] = Field(description="The questions of the lot and what each weighs.")
    document: DocumentOfRecordOut | None = Field(description="The award summary of record; null while none is issued.")
    contract: ContractLineOut | None = Field(description="The contract that followed; null where none is public.")


class PublicPeriodOut(Out):
    """One period of a commitment."""

    label: str = Field(description="What people call the period.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day; the period is due from the day after.")
    is_due: bool = Field(description="Whether it is due.")
    status: str = Field(description="not_due, no_data, submitted, verified, part_verified or rejected.")
    target: Quantity | None = Field(description="How much was due in it; null where nothing is counted.")
    claimed: Quantity | None = Field(description="How much was claimed; null where nothing was.")
    proved: Quantity | None = Field(description="How much is proved; null where no claim was accepted.")


class PublicCommitmentOut(Out):
    """Where one commitment stands. Promised, claimed, proved and unknown are four figures, and null is never nought."""

    position: int = Field(description="Its number in the contract.")
    title: str = Field(description="What is counted, or the question it was promised under.")
    criterion: str = Field(description="The question it was promised under.")
    measure: str | None = Field(description="Id of the measure; null for a promise of the supplier's own.")
    unit: str | None = Field(description="Unit of every quantity here; null where nothing is counted.")
    better: str | None = Field(description="higher or lower; null where nothing is counted.")
    in_own_words: bool = Field(description="Whether it is in the supplier's own words, which are not public.")
    status: str = Field(description="carried or substituted.")
    promised: Quantity | None = Field(description="The whole promise; null where nothing is counted.")
    due_on: date | None = Field(description="End of the last period that is due; null while none is.")
    due: Quantity | None = Field(description="What is due to date; null while nothing is.")
    claimed: Quantity | None = Field(description="What was claimed; null where nothing was.")
    proved: Quantity | None = Field(description="What is verified; null where nothing is.")
    unknown: Quantity | None = Field(description="What was claimed and waits for a decision; null where nothing does.")
    rejected: Quantity | None = Field(description="What was refused and not claimed anew; null where nothing was.")
    percent_of_due: str | None = Field(description="Proved of due, rounded to two places; null without both.")
    rating: str = Field(description="One of the five ratings of the law, or unknown, not_due, not_measured.")
    periods: list[PublicPeriodOut] = Field(description="Every period, in order.")


class PublicChangeOut(Out):
    """A change of the contract that is in force."""

    number: int = Field(description="Its number in the contract.")
    kind: str = Field(description="What kind of change.")
    effective_on: date = Field(description="From which day.")
    in_force_at: Moment = Field(description="When it came into force.")


class ContractPageOut(ContractLineOut):
    """A contract with what was promised, claimed and proved."""

    award: str | None = Field(description="Reference of the award; null where it is not public.")
    award_address: str | None = Field(description="Where its page is.")
    as_at: date = Field(description="The day it is shown at: a period is due if its last day is before it.")
    waived: int = Field(description="Commitments that were waived and are not shown.")
    note: str = Field(description="How to read the figures.")
    commitments: list[PublicCommitmentOut] = Field(description="Every binding commitment.")
    changes: list[PublicChangeOut] = Field(description="Changes in force, in order.")
    last_reported_at: Moment | None = Field(description="When something was last claimed; null where nothing was.")


class MeasureLineOut(Out):
    """What the public contracts of an authority come to in one measure. Null is never nought."""

    measure: str = Field(description="The measure.")
    title: str = Field(description="What it is called.")
    unit: str | None = Field(description="What it is counted in.")
    better: str | None = Field(description="Which way is better.")
    commitments: int = Field(description="Over how many commitments.")
    promised: Quantity | None = Field(description="In all, whenever due.")
    due: Quantity | None = Field(description="Due by now; null while nothing is.")
    claimed: Quantity | None = Field(description="Claimed for what is due; null where nothing was.")
    proved: Quantity | None = Field(description="Verified of it; null where nothing was decided.")
    unknown: Quantity | None = Field(description="Due and without an accepted claim; null while nothing is due.")


class AuthorityPageOut(AuthorityLineOut):
    """An authority with the newest of what it publishes, and what its public contracts come to."""

    as_at: date = Field(description="The day that the sums are shown at.")
    note: str = Field(description="How to read the sums.")
    delivery: list[MeasureLineOut] = Field(description="By measure; only like is added to like.")
    tenders: list[TenderLineOut] = Field(description="The ten newest tenders.")
    awards: list[AwardLineOut] = Field(description="The ten newest awards.")
    contracts: list[ContractLineOut] = Field(description="The ten newest contracts.")


class PublicSumOut(Out):
    """One sum of a network over the members that let everybody see it."""

    total: str = Field(description="promised, due or proved.")
    quantity: Quantity | None = Field(description="The sum; null where it is withheld.")
    withheld: str | None = Field(description="Why it is withheld; null where it is shown.")


class PublicNetworkLineOut(Out):
    """The sums of one measure."""

    measure: str = Field(description="The measure.")
    title: str = Field(description="What it is called.")
    unit: str = Field(description="What it is counted in.")
    better: str = Field(description="Which way is better.")
    sums: list[PublicSumOut] = Field(description="Promised, due and proved, as far as members share them.")


class NetworkLineItemOut(Out):
    """A network in a list."""

    id: UUID = Field(description="Identifier.")
    name: str = Field(description="What people call it.")
    address: str = Field(description="Where its page is.")
    members: int = Field(description="How many members publish their part.")


class NetworkPageOut(NetworkLineItemOut):
    """A network with the sums that everybody may see."""

    as_at: date = Field(description="First day of a calendar quarter; a period is due if its last day is before it.")
    note: str = Field(description="How to read the sums.")
    publishing: list[PublisherOut] = Field(description="Members that publish their part.")
    lines: list[PublicNetworkLineOut] = Field(description="By measure; only like is added to like.")
