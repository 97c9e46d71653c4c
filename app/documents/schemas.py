"""Wire shapes of issued documents."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.documents.face_content import Language
from app.documents.redacting import HiddenFrom, RedactionKind
from app.kit.schema import Day, In, Label, Moment, Out, Reason, Words
from app.organisations.schemas import Address, Email

_A_DIGEST = "sha256:" + "3f" * 32


def _in_english() -> list[Language]:
    return ["en"]


Languages = Annotated[
    list[Language],
    Field(
        min_length=1,
        max_length=2,
        description="The languages of the fixed wording: `en`, `cy` for Welsh, or both; what people wrote stays.",
    ),
]


class PerformanceIssue(In):
    """Which performance report to issue."""

    as_at: Day | None = Field(
        default=None, description="The day it looks back from, today or earlier; leave out for today."
    )
    languages: Languages = Field(default_factory=_in_english)


class PortfolioIssue(In):
    """Which portfolio report to issue."""

    as_at: Day | None = Field(
        default=None, description="The day it looks back from, today or earlier; leave out for today."
    )
    languages: Languages = Field(default_factory=_in_english)


MOST_CONTRACTS = 200
"""How many contracts one statement may be of: more make a file that nobody reads."""


class StatementIssue(In):
    """Which statement of delivery to issue."""

    contracts: list[UUID] = Field(
        default=[],
        max_length=MOST_CONTRACTS,
        description="The contracts that it is of; every one of yours that went live if left empty.",
    )
    as_at: Day | None = Field(
        default=None, description="The day it looks back from, today or earlier; leave out for today."
    )
    languages: Languages = Field(default_factory=_in_english)


class LettersIssue(In):
    """The standstill letters of an award."""

    words: Words | None = Field(
        default=None, description="What you add in words of your own, which every bidder reads; null for nothing."
    )
    languages: Languages = Field(default_factory=_in_english)


class IssuedLetterOut(Out):
    """Whether one bidder has its standstill letter, and how far its PDF is."""

    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Whose it is.")
    document_id: UUID | None = Field(description="The letter that was issued last; null before that.")
    reference: str | None = Field(description="Its reference; null before that.")
    stage: str | None = Field(
        description="Where standstill was when it was issued: planned, running, held_open, over, none, or void; null "
        "before that."
    )
    issued_at: Moment | None = Field(description="When it was issued; null before that.")
    pdf_ready: bool = Field(description="Whether its PDF is made.")
    pdf_failure: str | None = Field(description="Why the last try to make the PDF failed; null where none has.")


class LettersOut(Out):
    """The standstill letters of an award."""

    award_id: UUID = Field(description="The award.")
    reference: str = Field(description="Its reference.")
    items: list[IssuedLetterOut] = Field(description="One for every bid that was assessed.")


class DocumentOut(Out):
    """An issued document: what it is, and whether its PDF is ready."""

    id: UUID = Field(description="Identifier.")
    kind: str = Field(
        description="award_summary, assessment_summary, selection_record, evaluation_record, contract_performance, "
        "standstill_letter, delivery_statement or portfolio_report."
    )
    reference: str = Field(description="Short reference for people.")
    subject_id: UUID = Field(description="The award, bid, contract, organisation or network that it is about.")
    number: int = Field(description="1 for the first issue about that subject.")
    title: str = Field(description="Its title.")
    content_digest: str = Field(description="SHA-256 of its JSON: the name it is printed and checked under.")
    issued_by: UUID = Field(description="Who issued it.")
    issued_at: Moment = Field(description="When.")
    pdf_digest: str | None = Field(description="SHA-256 of the PDF as it is downloaded; null while it is being made.")
    pdf_size: int | None = Field(description="Bytes of the PDF; null while it is being made.")
    pdf_signed: bool = Field(description="Whether it is signed; `/v1/documents/{document_id}/signature` tells more.")
    pdf_rendered_at: Moment | None = Field(description="When the PDF was made; null while it is being made.")
    pdf_failure: str | None = Field(
        description="Why the last try to make the PDF failed; it is tried again. Null where none has, or it is made."
    )
    language: str = Field(description="The language of its fixed wording: en or cy.")
    twin_id: UUID | None = Field(
        description="The document of the same content in the other language; null in a list for the one issued first."
    )


# ---------------------------------------------------------------------------------------------- assessment summaries
Digest = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]


class SummaryContact(In):
    """How a bidder is reached, as its tender has it, where its profile does not say."""

    bid_id: UUID = Field(description="The bid.")
    postal_address: Address | None = Field(default=None, description="Postal address without the postcode.")
    email: Email | None = Field(default=None, description="E-mail address.")


class Acknowledgement(In):
    """That somebody has seen the warnings and issues the summaries all the same."""

    warnings: Digest = Field(description="The `warnings_digest` of the check that was read.", examples=[_A_DIGEST])
    reason: Reason


class SummariesIssue(In):
    """Issue the summary of every bid of an award."""

    acknowledge: Acknowledgement | None = Field(default=None, description="Needed where there are warnings.")
    contacts: list[SummaryContact] = Field(
        default_factory=list, max_length=200, description="How bidders are reached whose profiles do not say."
    )
    reason: Words | None = Field(
        default=None, description="Why they are issued again; needed for that, and read by the bidders."
    )
    languages: Languages = Field(default_factory=_in_english)


class LintFindingOut(Out):
    """One thing that a summary lacks, or that somebody should look at before it goes out."""

    code: str = Field(description="Stable code.")
    severity: str = Field(description="`error` keeps the summaries from being issued; `warning` asks for a reason.")
    element: str | None = Field(description="The part of regulation 31(2) that it belongs to; null for a warning.")
    bid: UUID = Field(description="The bid.")
    supplier: str = Field(description="Whose it is.")
    criterion: str | None = Field(description="The criterion; null where it is about none.")
    message: str = Field(description="What was found.")
    way_out: str = Field(description="What to do about it.")


class SummariesCheckOut(Out):
    """What the summaries of an award lack, and what in them invites a challenge."""

    award_id: UUID = Field(description="The award.")
    reference: str = Field(description="Its reference.")
    may_issue: bool = Field(description="Whether nothing is missing; warnings are then acknowledged with a reason.")
    errors: list[LintFindingOut] = Field(description="What is missing.")
    warnings: list[LintFindingOut] = Field(description="What to look at.")
    warnings_digest: str = Field(description="Digest of the warnings, to acknowledge these and no others.")


class IssuedSummaryOut(Out):
    """Whether one bidder was sent its assessment summary, and how far its PDF is."""

    bid_id: UUID = Field(description="The bid.")
    supplier_name: str = Field(description="Whose it is.")
    document_id: UUID | None = Field(description="The document that was issued last; null before that.")
    reference: str | None = Field(description="Its reference; null before that.")
    digest: str | None = Field(description="Its digest; null before that.")
    issued_at: Moment | None = Field(description="When it was issued; null before that.")
    superseded: bool = Field(description="Whether it was issued for an award that has been made void since.")
    pdf_ready: bool = Field(description="Whether its PDF is made.")
    pdf_failure: str | None = Field(description="Why the last try to make the PDF failed; null where none has.")
    withheld: int = Field(description="How many passages are withheld in it.")


class SummaryBatchOut(Out):
    """One time that the summaries of an award were issued."""

    number: int = Field(description="1 for the first.")
    issued_by: UUID = Field(description="Who issued them.")
    issued_at: Moment = Field(description="When.")
    warnings: list[LintFindingOut] = Field(description="The warnings that were acknowledged.")
    acknowledgement: str | None = Field(description="Why they went out all the same; null where there was no warning.")
    reason: str | None = Field(description="Why they were issued again; null for the first.")


class SummariesOut(Out):
    """The summaries of an award: which are issued, how many PDFs are made, and who saw which warnings."""

    award_id: UUID = Field(description="The award.")
    assessed: int = Field(description="How many bids were assessed, and get one.")
    issued: int = Field(description="How many of them have one.")
    pdfs_ready: int = Field(description="How many of those are made as PDF.")
    items: list[IssuedSummaryOut] = Field(description="One for every bid that was assessed.")
    batches: list[SummaryBatchOut] = Field(description="Every time they were issued, the first first.")


class RedactionCreate(In):
    """Withhold a passage of what is told of a bid."""

    bid_id: UUID = Field(description="The bid that it is told of.")
    criterion: Label = Field(description="The criterion that it is told on.", examples=["carbon-plan"])
    passage: Words = Field(description="The passage, exactly as it stands in the rationale or in a quoted passage.")
    kind: RedactionKind = Field(description="Why: `commercially_sensitive`, `personal` or `other`.")
    reason: Reason
    hidden_from: HiddenFrom = Field(
        default=HiddenFrom.OTHERS, description="`others`: every other bidder; `everybody`: the bidder itself too."
    )


class RedactionLift(In):
    """Let a withheld passage be told again."""

    reason: Reason


class RedactionOut(Out):
    """A passage that is withheld; only the authority reads it."""

    id: UUID = Field(description="Identifier.")
    award_id: UUID = Field(description="The award.")
    bid_id: UUID = Field(description="The bid that it is told of.")
    criterion: str = Field(description="The criterion that it is told on.")
    passage: str = Field(description="What is withheld.")
    kind: str = Field(description="Why: commercially_sensitive, personal or other.")
    reason: str = Field(description="The reason, which the document prints.")
    hidden_from: str = Field(description="others or everybody.")
    mark: str = Field(description="What stands in its place.")
    seal_key: str = Field(description="The key of the seal; with it and the passage anybody can check the seal.")
    seal: str = Field(description="Digest of key and passage, which the document prints.")
    made_by: UUID = Field(description="Who withheld it.")
    made_at: Moment = Field(description="When.")
    lifted_by: UUID | None = Field(description="Who lifted it; null while it holds.")
    lifted_at: Moment | None = Field(description="When; null while it holds.")
    lift_reason: str | None = Field(description="Why; null while it holds.")


# ------------------------------------------------------------------------------------------------------------- brands
Base64 = Annotated[str, StringConstraints(min_length=8, max_length=360_000, pattern=r"^[A-Za-z0-9+/=]+$")]


class LogoIn(In):
    """A logo for documents."""

    data: Base64 = Field(description="The PNG, JPEG or SVG image in base64: 256 KiB at most, an SVG 64 KiB.")
    alt: Label = Field(description="What it shows, for those who do not see it.", examples=["Northfield Hospitals"])


class BrandCreate(In):
    """The look of documents that are issued from now on."""

    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = Field(
        default=None,
        description="The colour of headings, rules and panels, with a contrast of 4.5 to 1 with white; null for ours.",
        examples=["#005eb8"],
    )
    logo: LogoIn | None = Field(default=None, description="The logo; null for none.")


class LogoOut(Out):
    """A logo as documents carry it: a raster is drawn anew, without what stood in the file beside the picture."""

    media_type: str = Field(description="image/png, image/jpeg or image/svg+xml.")
    digest: str = Field(description="SHA-256 of the image.")
    width: int = Field(description="Width in pixels, or in units of its view box.")
    height: int = Field(description="Height in the same.")
    alt: str = Field(description="What it shows.")
    data: str = Field(description="The image in base64.")


class BrandOut(Out):
    """One revision of the look of an authority's documents."""

    id: UUID = Field(description="Identifier.")
    revision: int = Field(description="1 for the first; the last one holds.")
    colour: str = Field(description="The colour.")
    contrast: str = Field(description="Its contrast with white, to one.")
    logo: LogoOut | None = Field(description="The logo; null for none.")
    set_by: UUID = Field(description="Who set it.")
    set_at: Moment = Field(description="When.")
