"""Wire shapes of certificates, changes, stakes and statistics about a panel."""

from typing import Any
from uuid import UUID

from pydantic import Field

from app.kit.schema import Out, Quantity


class CertificateOut(Out):
    """How firm a result is: what single change would make another bid first."""

    result_id: UUID = Field(description="The result.")
    lot: str = Field(description="The code of the lot.")
    digest: str = Field(description="SHA-256 of the certificate.")
    certificate: dict[str, Any] = Field(
        description="The certificate, makegood.certificate/1, with sentences in `said`."
    )
    acceptability: dict[str, Any] | None = Field(
        description="A statistic, labelled so: how often each bid would come first under other weights, drawn within "
        "the uncertainty that was published beforehand, seeded by the digest of the result; null where none was."
    )
    acceptability_digest: str | None = Field(description="SHA-256 of that statistic; null where there is none.")


class ChangesOut(Out):
    """What changed from the result before, in words."""

    result_id: UUID = Field(description="The result.")
    before_id: UUID = Field(description="The result before it.")
    lot: str = Field(description="The code of the lot.")
    digest: str = Field(description="SHA-256 of the account.")
    changes: dict[str, Any] = Field(description="The account, makegood.changes/1, with sentences in `said`.")


class StakesOut(Out):
    """What rested on each pledge: its marks, and whether the order would have been another without it."""

    result_id: UUID = Field(description="The result.")
    lot: str = Field(description="The code of the lot.")
    digest: str = Field(description="SHA-256 of the ledger.")
    stakes: dict[str, Any] = Field(description="The ledger, with sentences in `said`.")


class StatisticOut(Out):
    """A figure in per cent of the scale's range."""

    exact: str = Field(description="The figure, exactly.")
    shown: str = Field(description="The same, rounded to be read.")


class SeverityOut(Out):
    """How strict or lenient somebody is beside the others."""

    evaluator_id: UUID = Field(description="Who.")
    evaluator_name: str = Field(description="Their name.")
    marks: int = Field(description="How many marks of theirs count.")
    deviation: StatisticOut | None = Field(
        description="How far their marks lie above the median of the others', on average; below nought is stricter; "
        "null where nobody else marked."
    )


class HaloOut(Out):
    """Whether somebody's marks for a bidder lie closer together across questions than the panel's."""

    evaluator_id: UUID = Field(description="Who.")
    evaluator_name: str = Field(description="Their name.")
    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Who made it.")
    questions: int = Field(description="On how many questions.")
    own: StatisticOut = Field(description="How far apart their marks lie.")
    panel: StatisticOut = Field(description="How far apart the medians of the panel lie on the same questions.")
    closer: bool = Field(description="Whether theirs lie closer together.")


class DriftOut(Out):
    """Whether what somebody marked later got more or less than what they marked first."""

    evaluator_id: UUID = Field(description="Who.")
    evaluator_name: str = Field(description="Their name.")
    criterion: str = Field(description="The question.")
    marks: int = Field(description="How many marks.")
    change: StatisticOut = Field(description="The later half less the earlier, against the median of the others.")


class MismatchOut(Out):
    """A rationale in words that belong to another mark."""

    evaluator_id: UUID = Field(description="Who.")
    evaluator_name: str = Field(description="Their name.")
    bid_id: UUID = Field(description="The bid.")
    criterion: str = Field(description="The question.")
    mark: Quantity = Field(description="The mark they gave.")
    level: Quantity | None = Field(description="The mark whose descriptor has these words; null for words of doubt.")
    words: list[str] = Field(description="The words.")


class DiagnosticsOut(Out):
    """Statistics about how a panel marked one lot, for whoever moderates."""

    tender_id: UUID = Field(description="The tender.")
    lot: str = Field(description="The code of the lot.")
    label: str = Field(description="What these figures are, and are not.")
    warnings: list[str] = Field(description="Why they say little, where the panel or the field is small.")
    severity: list[SeverityOut] = Field(description="How strict each evaluator is.")
    halo: list[HaloOut] = Field(description="How much each evaluator tells questions apart, by bidder.")
    order: list[DriftOut] = Field(description="Whether it mattered what was marked first.")
    rationales: list[MismatchOut] = Field(description="Rationales in words of another mark.")
