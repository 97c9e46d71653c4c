"""Wire shapes of tenders."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.kit.schema import Day, In, Label, Moment, Out, Plain, Quantity, Reason, Words
from app.rubrics.regimes import Category
from app.tenders.terms import DISAGREEMENT_PERCENT, EvaluationTerms, LotLimit, LotMechanism

MOST_LOTS = 200
MOST_CODES = 200
MOST_KEY_CRITERIA = 500
_WHOLE = 100


def _a_share(value: Decimal) -> Decimal:
    if value > _WHOLE:
        message = "give a percentage from 0 to 100"
        raise ValueError(message)
    return value


Percent = Annotated[Quantity, AfterValidator(_a_share)]


LotCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), Plain]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), Plain]
Cpv = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}(-[0-9])?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
RegimeId = Annotated[str, StringConstraints(min_length=1, max_length=60), Plain]
CriterionId = Annotated[str, StringConstraints(min_length=1, max_length=100), Plain]
KeyCriterion = Annotated[str, StringConstraints(min_length=1, max_length=60), Plain]


class LotIn(In):
    """A part of the tender that is awarded on its own."""

    code: LotCode = Field(description="Its code, as the rubric names it.")
    title: Label = Field(description="What it is.")
    value: Quantity | None = Field(default=None, description="Its estimated value.")


class LotLimitIn(In):
    """The most lots that one supplier may win."""

    most: int = Field(ge=1, le=MOST_LOTS, strict=True, description="The most lots, at least 1.")
    mechanism: LotMechanism = Field(
        description="What decides which lots it gets: `bidder_preference`, `lot_order` or `best_total`."
    )
    words: Words = Field(description="The mechanism as it is published, in words that bidders can act on.")


class EvaluationIn(In):
    """How bids will be evaluated, published with the tender. Leave it out for the service's own terms."""

    blind: bool = Field(
        default=False, strict=True, description="Whether evaluators mark bids without the bidders' names."
    )
    disagreement_percent: Percent = Field(
        default=DISAGREEMENT_PERCENT,
        description="A question is flagged where its marks lie further apart than this share of the scale's range.",
    )
    low_price_percent: Percent | None = Field(
        default=None,
        description="A price is flagged where it is more than this share below the mean of the others; null for none.",
    )
    weight_uncertainty_percent: Percent | None = Field(
        default=None,
        description="Each weight may be thought to vary by this share of itself; used for the simulation only.",
    )
    lot_limit: LotLimitIn | None = Field(
        default=None, description="The most lots a supplier may win; null for no limit."
    )
    key_criteria: dict[CriterionId, Annotated[list[KeyCriterion], Field(min_length=1, max_length=20)]] = Field(
        default_factory=dict,
        max_length=MOST_KEY_CRITERIA,
        description="By criterion of the rubric, which key criteria of the regime it serves.",
    )

    def stated(self) -> EvaluationTerms:
        """Return the terms that were given."""
        limit = self.lot_limit
        return EvaluationTerms(
            blind=self.blind,
            disagreement_percent=self.disagreement_percent,
            low_price_percent=self.low_price_percent,
            weight_uncertainty_percent=self.weight_uncertainty_percent,
            lot_limit=None if limit is None else LotLimit(limit.most, limit.mechanism, limit.words),
            key_criteria={name: tuple(dict.fromkeys(served)) for name, served in self.key_criteria.items()},
        )


class TenderWrite(In):
    """A tender as it is drafted: only the title must be there; publishing asks for the rest."""

    title: Label = Field(description="What is bought, in a few words.")
    description: Description = Field(default="", description="What is bought.")
    regime: RegimeId | None = Field(default=None, description="The regime, as listed at /v1/regimes.")
    category: Category | None = Field(
        default=None, description="What kind of contract: goods, services, works, light_touch or health_services."
    )
    rubric_id: UUID | None = Field(default=None, description="A rubric of your authority; published before the tender.")
    value: Quantity | None = Field(default=None, description="Estimated value of the whole contract.")
    currency: Currency = Field(default="GBP", description="ISO 4217 code of that value.")
    value_includes_vat: bool | None = Field(default=None, description="Whether it includes VAT; null if not said.")
    starts_on: Day | None = Field(default=None, description="First day of the contract.")
    ends_on: Day | None = Field(default=None, description="Last day of the contract.")
    cpv: list[Cpv] = Field(default_factory=list, max_length=MOST_CODES, description="CPV codes.")
    places: list[Label] = Field(default_factory=list, max_length=MOST_CODES, description="Where it is delivered.")
    closes_at: Moment | None = Field(default=None, description="Until when bids may come, with its offset.")
    lots: list[LotIn] = Field(
        default_factory=list, max_length=MOST_LOTS, description="Its lots; leave out for one lot with the code `1`."
    )
    evaluation: EvaluationIn = Field(default_factory=EvaluationIn, description="How bids will be evaluated.")

    @model_validator(mode="after")
    def _different_lots(self) -> Self:
        codes = [lot.code for lot in self.lots]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            message = f"each lot needs a code of its own; given twice: {', '.join(twice)}"
            raise ValueError(message)
        return self


class Extension(In):
    """A later deadline."""

    closes_at: Moment = Field(description="The new deadline, later than the present one, with its offset.")
    reason: Reason


class Abandonment(In):
    """Why a tender is given up."""

    reason: Reason


class LotOut(Out):
    """A lot."""

    id: UUID = Field(description="Identifier.")
    code: str = Field(description="Its code.")
    title: str = Field(description="What it is.")
    value: Quantity | None = Field(description="Its estimated value; null if not said.")


class LotLimitOut(Out):
    """The most lots that one supplier may win."""

    most: int = Field(description="The most lots.")
    mechanism: str = Field(description="bidder_preference, lot_order or best_total.")
    words: str = Field(description="The mechanism in words, as published.")


class EvaluationOut(Out):
    """How bids are evaluated, as published with the tender."""

    blind: bool = Field(description="Whether evaluators mark bids without the bidders' names.")
    disagreement_percent: Quantity = Field(description="The share of the scale's range above which marks are flagged.")
    low_price_percent: Quantity | None = Field(
        description="The share below the mean of the other prices at which a price is flagged; null for none."
    )
    weight_uncertainty_percent: Quantity | None = Field(
        description="The share of itself by which each weight varies in the simulation; null for no simulation."
    )
    lot_limit: LotLimitOut | None = Field(description="The most lots a supplier may win; null for no limit.")
    key_criteria: dict[str, list[str]] = Field(description="By criterion, the key criteria of the regime it serves.")


class TenderOut(Out):
    """A tender. What only its authority may see is null for everybody else."""

    id: UUID = Field(description="Identifier.")
    reference: str = Field(description="Short reference for people, such as T-2026-0042.")
    authority_id: UUID = Field(description="Who buys.")
    authority_name: str = Field(description="Its name.")
    title: str = Field(description="What is bought, in a few words.")
    description: str = Field(description="What is bought.")
    status: str = Field(description="draft, published, closed, evaluating, awarded or abandoned.")
    open: bool = Field(description="Whether a bid may come at this moment.")
    regime: str | None = Field(description="The regime it is run under.")
    category: str | None = Field(
        description="goods, services, works, light_touch or health_services; null if not said."
    )
    rubric_id: UUID | None = Field(description="The rubric; pinned when the tender is published.")
    rubric_digest: str | None = Field(description="SHA-256 of the pinned rubric; null while it is a draft.")
    value: Quantity | None = Field(description="Estimated value of the whole contract.")
    currency: str = Field(description="ISO 4217 code of that value.")
    value_includes_vat: bool | None = Field(description="Whether it includes VAT; null if not said.")
    starts_on: date | None = Field(description="First day of the contract.")
    ends_on: date | None = Field(description="Last day of the contract.")
    cpv: list[str] = Field(description="CPV codes.")
    places: list[str] = Field(description="Where it is delivered.")
    closes_at: Moment | None = Field(description="Until when bids may come, in UTC.")
    closes_at_london: str | None = Field(description="The same moment as people in London read it.")
    lots: list[LotOut] = Field(description="Its lots, in order.")
    evaluation: EvaluationOut = Field(description="How bids are evaluated.")
    ocid: str | None = Field(description="Open contracting identifier; null if it came from no notice.")
    import_findings: list[Any] | None = Field(description="What the import could not map; its authority's eyes only.")
    published_at: Moment | None = Field(description="When it was published.")
    closed_at: Moment | None = Field(description="When it was closed.")
    opened_at: Moment | None = Field(description="When its bids were opened, prices apart; null while they are sealed.")
    abandoned_reason: str | None = Field(description="Why it was abandoned; null if it was not.")
    created_at: Moment = Field(description="When it was drafted.")
    version: int = Field(description="Version, for `If-Match`.")


class TenderFindingOut(Out):
    """Something that a tender lacks."""

    code: str = Field(description="A stable code, such as `category.missing`.")
    place: str = Field(description="Where it stands, such as `lots[0]`.")
    message: str = Field(description="What is wrong, and the way out.")
    value: str | None = Field(description="The value found there; null where there is none to show.")
    source: str | None = Field(description="Where the rule was read; null for what the service itself needs.")


class TenderChecksOut(Out):
    """What publishing a tender now would find."""

    tender_id: UUID = Field(description="The tender.")
    regime: str | None = Field(description="The regime whose rules it was read against.")
    may_be_published: bool = Field(description="Whether publishing it at this moment would be refused for nothing.")
    needed: list[TenderFindingOut] = Field(description="What keeps it from being published.")
    advised: list[TenderFindingOut] = Field(
        description="What law or policy asks for and publication does not wait for."
    )


class NoticeOut(Out):
    """The notice that a tender was imported from."""

    tender_id: UUID = Field(description="The tender.")
    ocid: str | None = Field(description="Open contracting identifier.")
    notice: dict[str, Any] | None = Field(description="The release as it came, in full; null if there was none.")
    findings: list[Any] | None = Field(description="What could not be mapped, each with place, value and way out.")


class ScaleLevelOut(Out):
    """A mark that may be given."""

    mark: str = Field(description="The mark.")
    label: str = Field(description="What it is called.")
    descriptor: str = Field(description="What an answer at this mark is like.")


class TenderCriterionOut(Out):
    """A question of the tender, as bidders meet it."""

    id: str = Field(description="Its id, by which a bid answers it.")
    title: str = Field(description="Its title.")
    path: list[str] = Field(description="The titles of the sections above it.")
    asks: str = Field(description="words, quantity, declaration or price.")
    question: str | None = Field(description="The question; null where the title says it all.")
    guidance: str | None = Field(description="What bidders and evaluators should know.")
    word_limit: int | None = Field(description="The most words; null for no limit.")
    weight: str | None = Field(description="As the rubric states it; null for what earns no points.")
    effective_weight: dict[str, str] = Field(description="By lot: its share of the 100 points, exact.")
    method: dict[str, Any] = Field(description="How the answer is scored, with every parameter.")
    minimum: dict[str, Any] | None = Field(description="The least that a bid must reach here; null for none.")
    measure: dict[str, Any] | None = Field(description="What a pledge is counted in; null where nothing is counted.")
    parts: list[str] | None = Field(description="What a quantity is made of; null where it is one figure.")
    scale: list[ScaleLevelOut] | None = Field(description="The marks, with descriptors; null where none are given.")


class TenderRubricOut(Out):
    """The pinned rubric of a tender, for bidders and for anybody who wants to compute a result again."""

    tender_id: UUID = Field(description="The tender.")
    rubric_id: UUID = Field(description="The rubric.")
    title: str = Field(description="Its title.")
    digest: str = Field(description="SHA-256 of the document in canonical form.")
    criteria: list[TenderCriterionOut] = Field(description="The questions, in order.")
    document: dict[str, Any] = Field(description="The whole document that the digest is taken over.")
