"""Wire shapes of changes of contracts, of the volume bought, and of promises that follow it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.contracts.changes.rules import Basis, ChangeKind, ChangeStatus, Equivalence, Rationale, Rebase
from app.contracts.periods import Rhythm
from app.contracts.schemas import MOST_TARGETS, Bands, Counts, Target
from app.kit.schema import Day, In, Label, Moment, Out, Quantity, Reason, Words

Unit = Annotated[Label, StringConstraints(max_length=60)]
Targets = Annotated[list[Target], Field(max_length=MOST_TARGETS)]


class ValueTerms(In):
    """Another value."""

    kind: Literal["value"] = Field(description="The value of the contract.")
    value: Quantity = Field(description="The value from then on, in the currency of the contract, excluding VAT.")
    rebase: Literal[Rebase.NONE, Rebase.PRO_RATA] = Field(
        description="Whether what adds up follows: `pro_rata` makes its whole new value ∕ old value of what it was and "
        "spreads the difference over the periods that begin later."
    )


class TermTerms(In):
    """Another last day."""

    kind: Literal["term"] = Field(description="The last day of the contract.")
    ends_on: Day = Field(description="The last day from then on.")
    rebase: Literal[Rebase.PRO_RATA, Rebase.KEEP_WHOLE] = Field(
        description="`pro_rata` adds and takes away what is due with the days; `keep_whole` spreads what is left of "
        "the same whole over the days that remain."
    )
    periods: Rhythm | None = Field(
        default=None, description="How often something is due in a stretch that is added; null where none is."
    )


class TargetTerms(In):
    """Other targets for the same whole."""

    kind: Literal["targets"] = Field(description="When something is due of one commitment.")
    commitment_id: UUID = Field(description="The commitment.")
    targets: Targets = Field(
        description="All of its periods; those that begin before `effective_on` as they are, and the same whole."
    )


class EquivalenceIn(In):
    """Why the new commitment is worth as much as the old."""

    basis: Equivalence = Field(
        description="`same_measure`: no less of the same measure; `unit_value`: no less by the value of a unit of "
        "each; `reasoned`: by the buyer's statement alone."
    )
    statement: Words = Field(description="The buyer's reasons, which supplier, approvers and auditors read.")
    old_unit_value: Quantity | None = Field(
        default=None, description="For `unit_value`: what one unit of the old commitment is worth, in pounds."
    )
    new_unit_value: Quantity | None = Field(
        default=None, description="For `unit_value`: what one unit of the new one is worth, in pounds."
    )
    source: Label | None = Field(default=None, description="For `unit_value`: where the two values come from.")


class Replacement(In):
    """The commitment that takes the place of another."""

    title: Label = Field(description="The promise in short.")
    words: Words = Field(description="The promise in full.")
    measure: Annotated[Label, StringConstraints(max_length=100)] | None = Field(
        default=None, description="A measure of the library; null for one of its own, then with `unit` and `counts`."
    )
    unit: Unit | None = Field(default=None, description="What it is counted in, where it names no measure.")
    counts: Counts | None = Field(default=None, description="How it counts, where it names no measure.")
    quantity: Quantity | None = Field(default=None, description="How much; null for words only.")
    targets: Targets = Field(description="What is due when, from `effective_on` on.")
    bands: Bands | None = Field(default=None, description="Where each rating begins; null for words.")


class SubstitutionTerms(In):
    """One commitment for another."""

    kind: Literal["substitution"] = Field(description="One commitment takes the place of another.")
    commitment_id: UUID = Field(description="The commitment that goes; it stays in the contract, as substituted.")
    equivalence: EquivalenceIn = Field(description="Why the new one is worth as much.")
    replacement: Replacement = Field(description="The one that takes its place.")


class OtherTerms(In):
    """Something that this service does not count."""

    kind: Literal["other"] = Field(description="Anything else that is changed in the contract.")
    words: Words = Field(description="What is changed.")
    supplier_must_agree: bool = Field(description="Whether it asks more of the supplier.")


AnyTerms = Annotated[ValueTerms | TermTerms | TargetTerms | SubstitutionTerms | OtherTerms, Field(discriminator="kind")]


class ChangeCreate(In):
    """A change of a live contract, as somebody asks for it."""

    rationale: Rationale = Field(description="Why, by the closed list.")
    reason: Reason
    effective_on: Day = Field(description="From which day on; tomorrow at the earliest. Periods begun before it stay.")
    terms: AnyTerms = Field(description="What is changed.")


class NoticeIn(In):
    """What became of the notice that the regime asks for."""

    published: bool = Field(description="Whether a notice is published; false to say why none is needed, or not yet.")
    published_on: Day | None = Field(default=None, description="When; null where none is published.")
    reference: Annotated[Label, StringConstraints(max_length=200)] | None = Field(
        default=None, description="Where it is found; null where none is published."
    )
    reason: Reason


class ActOut(Out):
    """One act on a change."""

    act: str = Field(description="What was done.")
    done_by: UUID = Field(description="By whom.")
    done_at: Moment = Field(description="When.")
    reason: str = Field(description="Why.")
    facts: dict[str, Any] | None = Field(description="What was stated with it; null where nothing was.")


class ChangeSummaryOut(Out):
    """A change of a contract, in short."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    number: int = Field(description="Its number in the contract, from 1.")
    kind: ChangeKind = Field(description="What it is about.")
    status: ChangeStatus = Field(description="What came of it.")
    rationale: Rationale = Field(description="Why, by the closed list.")
    rationale_said: str = Field(description="The same as the list words it.")
    reason: str = Field(description="Why, in words.")
    effective_on: date = Field(description="From which day on.")
    said: list[str] = Field(description="What it does, in words.")
    notice_due: bool | None = Field(
        description="Whether the limits of the regime call for a notice or a new procedure; null where nobody can say."
    )
    supplier_must_agree: bool = Field(description="Whether the supplier is asked: it grows what it owes, or shrinks.")
    supplier_agreed: bool = Field(description="Whether the supplier has agreed.")
    notice_acknowledged: bool = Field(description="Whether somebody said what became of the notice.")
    asked_by: UUID = Field(description="Who asked.")
    asked_at: Moment = Field(description="When.")
    first_approved_by: UUID | None = Field(description="Who approved first; null until then.")
    approved_by: UUID | None = Field(description="Who approved second; null until then.")
    in_force_at: Moment | None = Field(description="Since when it is in force; null where it is not.")
    version: int = Field(description="Version.")


class ChangeOut(ChangeSummaryOut):
    """A change of a contract, with what it does and every act on it."""

    terms: dict[str, Any] = Field(description="What was asked for.")
    effect: dict[str, Any] = Field(
        description="What it does: the contract before and after, the targets of each commitment before and after, and "
        "in words in `said`."
    )
    notice: dict[str, Any] = Field(
        description="What the limits of the regime say, with the numbers: `due` is true, false, or null where nobody "
        "can say; in words in `said`."
    )
    stakes: dict[str, Any] | None = Field(
        description="For a substitution, what rested on the old pledge at the award, and who would have been first "
        "without it; for whoever of the authority keeps away from no bidder, else null, as for other changes."
    )
    acts: list[ActOut] = Field(description="Every act on it, oldest first.")


class VolumeCreate(In):
    """How much was bought from one day to another."""

    basis: Basis = Field(description="What is counted.")
    unit: Unit | None = Field(
        default=None, description="For `units`: which, as the commitments say it. Null for money and call-offs."
    )
    starts_on: Day = Field(description="First day.")
    ends_on: Day = Field(description="Last day; it must have passed.")
    amount: Quantity = Field(description="How much; 0 if nothing. Money in the contract's currency, excluding VAT.")
    taken_from: Annotated[Label, StringConstraints(max_length=300)] = Field(
        description="Where the figure comes from: a ledger, an extract, invoices."
    )
    reason: Reason | None = Field(
        default=None, description="Why it is recorded again; needed where these days are recorded already."
    )


class VolumeOut(Out):
    """A volume as it was recorded; of several revisions for the same days the highest counts."""

    id: UUID = Field(description="Identifier.")
    contract_id: UUID = Field(description="The contract.")
    basis: Basis = Field(description="What is counted.")
    unit: str = Field(description="In what.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    revision: int = Field(description="1 for the first; a higher one takes the place of those below.")
    amount: Quantity = Field(description="How much.")
    taken_from: str = Field(description="Where the figure comes from.")
    reason: str | None = Field(description="Why it was recorded again; null for the first.")
    recorded_by: UUID = Field(description="Who recorded it.")
    recorded_at: Moment = Field(description="When.")


class LinkIn(In):
    """To what volume a promise is tied: so much of it for each unit, as its promise is to the volume expected."""

    basis: Basis = Field(description="What it follows.")
    unit: Unit | None = Field(default=None, description="For `units`: which. Null for money and call-offs.")
    expected: Quantity = Field(description="The volume for which the promise was made; above 0.")
    floor: Quantity | None = Field(
        description="At least this much in all, due by the end of the last period however little is bought; null for "
        "no floor."
    )
    cap: Quantity | None = Field(description="At most this much in all, however much is bought; null for no cap.")


class LinkUpdate(In):
    """To what volume a promise is tied, or that it is not."""

    link: LinkIn | None = Field(description="The volume; null for the fixed targets of its plan.")


class ExactNumber(Out):
    """A number exactly, and as it is shown."""

    exact: str = Field(description="Exactly, as a fraction where it has no end.")
    shown: str = Field(description="Rounded to be read.")


class EntitlementPeriodOut(Out):
    """What one period comes to. Null is not known, never nought."""

    label: str = Field(description="What people call the period.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    expected: Quantity | None = Field(description="What was due in it by the volume expected; null where not planned.")
    volume: ExactNumber | None = Field(description="What was bought in it; null where that is not recorded in full.")
    due: ExactNumber | None = Field(description="What is due in it.")
    to_date: ExactNumber | None = Field(description="What is due by its end.")


class EntitlementOut(Out):
    """What a promise that follows a volume comes to by a day, exactly."""

    commitment_id: UUID = Field(description="The commitment.")
    basis: Basis = Field(description="What it follows.")
    unit: str = Field(description="In what that is counted.")
    promised: Quantity = Field(description="What was promised for the volume expected.")
    expected: Quantity = Field(description="The volume expected.")
    rate: ExactNumber = Field(description="How much is due for one unit of volume.")
    floor: Quantity | None = Field(description="At least this much in all; null for no floor.")
    cap: Quantity | None = Field(description="At most this much in all; null for no cap.")
    as_at: date = Field(description="The day.")
    volume: ExactNumber | None = Field(description="What was bought in the periods that have ended; null if not known.")
    due: ExactNumber | None = Field(description="What is due of it by the day; null before the first, or if not known.")
    is_known: bool = Field(description="Whether every period that has ended has its volume.")
    periods: list[EntitlementPeriodOut] = Field(description="Every period, oldest first.")
    said: str = Field(description="The sum in one sentence.")


class PlannedOut(Out):
    """What was due in one period, as one act left it."""

    label: str = Field(description="What people call the period.")
    starts_on: date = Field(description="First day.")
    ends_on: date = Field(description="Last day.")
    target: Quantity | None = Field(description="How much; null for words, and where a volume is not recorded.")


class PlanOut(Out):
    """The targets of a commitment as one act left them."""

    revision: int = Field(description="Its number, from 1; the highest is in force.")
    cause: str = Field(description="What made it so: agreed, change, volume.")
    cause_id: UUID | None = Field(description="The change or the volume; null for what was agreed at the start.")
    holds_from: date = Field(description="First day of the periods that the act touched.")
    made_at: Moment = Field(description="When.")
    targets: list[PlannedOut] = Field(description="What was due when.")


class PlanHistoryOut(Out):
    """What is due of a commitment on a day, and every plan that it had."""

    commitment_id: UUID = Field(description="The commitment.")
    as_at: date = Field(description="The day.")
    in_force: list[PlannedOut] = Field(description="What was due when, by the plan that held on that day.")
    history: list[PlanOut] = Field(description="Every plan, oldest first; one that never changed has the one agreed.")
