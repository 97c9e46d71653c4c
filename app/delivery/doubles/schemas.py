"""Wire shapes of claimed lines, of double claims, and of letting claims be compared. No fingerprint is ever in them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from app.delivery.doubles.rules import MOST_LINES, WHOLE, DoubleClaimStatus, Kind, Whose
from app.kit.schema import Day, In, Label, Moment, Out, Plain, Quantity, Reason, SignedQuantity, Visible, Words

Decision = Literal[DoubleClaimStatus.EXPLAINED, DoubleClaimStatus.UPHELD]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Plain, Visible]
Place = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Plain, Visible]


class InvoiceLine(In):
    """One invoice."""

    payee: Label = Field(description="Who was paid, by name.")
    payee_identifier: Code | None = Field(default=None, description="What a register calls them, where it is known.")
    reference: Code = Field(description="The number of the invoice, as the payee wrote it.")
    amount: SignedQuantity = Field(description="The amount as the report counts it; a credit is below nought.")
    dated: Day = Field(description="The date of the invoice.")
    place: Place | None = Field(default=None, description="Where it stands, such as `payments.csv:14`.")


class PersonLine(In):
    """One person, by a token that says nothing of who it is."""

    group: Code = Field(description="The group of measures of which one person counts for one only.")
    token: Code = Field(description="The token; never a name.")
    issuer: Label | None = Field(
        default=None,
        description="Who gives the token, where others know the person by it too; left out, it is your own.",
    )
    place: Place | None = Field(default=None, description="Where it stands, such as `people.csv:3`.")


class LinesRegister(In):
    """The lines that a claim counts: invoices or people, one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "payments-q1.csv",
                    "starts_on": "2026-04-01",
                    "ends_on": "2026-06-30",
                    "share_percent": "60",
                    "invoices": [
                        {
                            "payee": "Beck Nurseries Ltd",
                            "payee_identifier": "01234567",
                            "reference": "INV-1041",
                            "amount": "4100",
                            "dated": "2026-05-04",
                            "place": "payments-q1.csv:14",
                        }
                    ],
                }
            ]
        }
    )

    name: Label = Field(description="What the list is called, such as the name of its file.")
    starts_on: Day = Field(description="First day of the period that it is claimed for.")
    ends_on: Day = Field(description="Last day of the period that it is claimed for.")
    share_percent: Quantity = Field(default=WHOLE, description="Which share of each line this contract counts.")
    evidence: UUID | None = Field(default=None, description="The file of this contract that it was taken from.")
    update: UUID | None = Field(default=None, description="The update on this contract that counts it.")
    invoices: list[InvoiceLine] = Field(default=[], max_length=MOST_LINES, description="Invoices.")
    people: list[PersonLine] = Field(default=[], max_length=MOST_LINES, description="People.")


class LinesWithdraw(In):
    """Take lines back that are not claimed any more."""

    reason: Reason


class ClaimedSourceOut(Out):
    """Lines that a contract claims; what they hold is not kept."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    kind: Kind = Field(description="invoice, person or file.")
    name: str = Field(description="What the list or file is called.")
    evidence_id: UUID | None = Field(description="The file it was taken from; null if none was named.")
    update_id: UUID | None = Field(description="The update that counts it; null if none was named.")
    starts_on: date | None = Field(description="First day of the period; null for a file of no period.")
    ends_on: date | None = Field(description="Last day of the period; null for a file of no period.")
    share_percent: Quantity = Field(description="Which share of each line this contract counts.")
    line_count: int = Field(description="How many lines came.")
    registered_at: Moment = Field(description="When.")
    withdrawn_at: Moment | None = Field(description="When it was withdrawn; null while it stands.")
    withdrawn_reason: str | None = Field(description="Why; null while it stands.")


class DoubleLineOut(Out):
    """One line that is claimed twice."""

    place: str = Field(description="Where it stands in what your contract claims.")
    other_place: str | None = Field(description="Where it stands in the other claim; null where that is not yours.")


class RemarkOut(Out):
    """What was said of it."""

    outcome: str = Field(description="`answered` by the supplier; `explained` or `upheld` by the authority.")
    words: str = Field(description="What was said.")
    made_by_name: str = Field(description="Who said it.")
    made_at: Moment = Field(description="When.")


class DoubleClaimOut(Out):
    """Lines of one contract that another contract claims too, as its reader may know it."""

    id: UUID = Field(description="Identifier.")
    kind: Kind = Field(description="What the lines are: invoices, people or a file.")
    contract_id: UUID = Field(description="The contract that this is about.")
    source_id: UUID = Field(description="The lines or file of that contract.")
    source_name: str = Field(description="What they are called.")
    whose: Whose = Field(description="On which contract the other claim is.")
    other_contract_id: UUID | None = Field(description="The other contract; null for another authority's.")
    other_reference: str | None = Field(description="Its reference; null for another authority's.")
    overlap_starts_on: date | None = Field(description="First day that both periods have in common; null if none.")
    overlap_ends_on: date | None = Field(description="Last day that both periods have in common; null if none.")
    said: str = Field(description="The same in a sentence.")
    stands: bool = Field(description="Whether both claims stand; false once one of them was withdrawn.")
    status: DoubleClaimStatus = Field(description="What the authority made of it.")
    remarks: list[RemarkOut] = Field(description="What was said of it, oldest first; the newest decision holds.")
    version: int = Field(description="Version.")


class DoubleClaimWithLinesOut(DoubleClaimOut):
    """A double claim with its lines."""

    lines: list[DoubleLineOut] = Field(description="The lines, at most 200 of them.")


class DoubleClaimAnswer(In):
    """What the supplier has to say."""

    words: Words = Field(description="Why both contracts count it, or what went wrong.")


class DoubleClaimDecide(In):
    """What the authority makes of it."""

    outcome: Decision = Field(description="`explained`: it is right so; `upheld`: the part is not proved.")
    words: Reason


class SharingDecide(In):
    """Let claims be compared with those of other authorities that do, or no longer."""

    shares: bool = Field(description="Whether your authority lets its claims be compared.")
    reason: Reason


class SharingDecisionOut(Out):
    """One decision."""

    shares: bool = Field(description="Whether claims may be compared from then on.")
    reason: str = Field(description="Why.")
    decided_by_name: str = Field(description="Who decided.")
    decided_at: Moment = Field(description="When.")


class SharingOut(Out):
    """Whether an authority lets its claims be compared."""

    shares: bool = Field(description="As it stands now.")
    decisions: list[SharingDecisionOut] = Field(description="How it came to that, oldest first.")
