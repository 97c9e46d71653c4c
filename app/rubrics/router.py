"""HTTP of rubrics, packs, frameworks, regimes and reference tables."""

from fractions import Fraction
from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.identity.rules import AUDITOR, BUYER, COMMISSIONER, EVALUATOR, EVERYONE
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.endpoint import Routes
from app.kit.pagination import PageRequest
from app.kit.query import Cursor, Limit, Sort
from app.kit.schema import Day, Page, Quantity
from app.organisations.rules import OrganisationKind
from app.rubrics import reference, service
from app.rubrics.clocks import Asked
from app.rubrics.design import Meant
from app.rubrics.design_schemas import DesignOut
from app.rubrics.errors import (
    ClockUnfit,
    DesignFactsUnfit,
    HolidaysUnknown,
    NoValueOnThatDay,
    RubricHasFindings,
    RubricNotDraft,
    RubricUnreadable,
    StandstillRuleUnknown,
)
from app.rubrics.regimes import Category, Facts, SentBy
from app.rubrics.rules import RubricStatus
from app.rubrics.schemas import (
    CheckOut,
    ClockOut,
    FrameworkOut,
    LensOut,
    PackDetailOut,
    PackOut,
    RegimeDetailOut,
    RegimeOut,
    RubricCreate,
    RubricOut,
    RubricSummaryOut,
    RubricUpdate,
    TableDetailOut,
    TableOut,
    TableValueOut,
)
from app.rubrics.worth import Worth

routes = Routes("/v1", "Rubrics")
READERS = BUYER | COMMISSIONER | AUDITOR | EVALUATOR
Expected = Annotated[
    list[str],
    Query(
        max_length=200,
        description="Between which figures you expect offers on a question, as `criterion:low:high`; repeat it.",
    ),
]


@routes.post("/rubrics", may=BUYER, out=RubricOut, summary="Draft a rubric", refuses=(RubricUnreadable,))
def create(call: Call, body: RubricCreate) -> RubricOut:
    """Start from a pack, from another rubric of your authority, or from a document of your own."""
    return service.create(call.tx, call.actor, body, now=call.now)


@routes.get("/rubrics", may=READERS, out=Page[RubricSummaryOut], summary="List the rubrics of your authority")
def list_rubrics(
    call: Call,
    status: Annotated[list[RubricStatus], Query(description="Only these statuses; repeat it for several.")] = [],  # noqa: B006
    sort: Sort = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RubricSummaryOut]:
    """Return your authority's rubrics, newest first, without their documents."""
    return service.listed(call.tx, call.actor, PageRequest(sort, cursor, limit), statuses=[str(one) for one in status])


@routes.get("/rubrics/{rubric_id}", may=READERS, out=RubricOut, summary="Read a rubric")
def read(call: Call, rubric_id: UUID) -> RubricOut:
    """Return one rubric of your authority with its document."""
    return service.read(call.tx, call.actor, rubric_id)


@routes.put(
    "/rubrics/{rubric_id}",
    may=BUYER,
    out=RubricOut,
    summary="Change a draft rubric",
    refuses=(RubricNotDraft, RubricUnreadable),
)
def update(call: Call, rubric_id: UUID, body: RubricUpdate) -> RubricOut:
    """Replace the document: weights, measures, anything. It may be saved while it still has findings."""
    return service.update(call, rubric_id, body)


# A read: it changes nothing, so it leaves nothing in the log.
@routes.get("/rubrics/{rubric_id}/check", may=READERS, out=CheckOut, summary="Check a rubric")
def check(call: Call, rubric_id: UUID) -> CheckOut:
    """Return every finding at once, each with its code, its place and the way out."""
    return service.check(call.tx, call.actor, rubric_id)


# Asked about a draft, and so often before it is mended; a read as well.
@routes.get(
    "/rubrics/{rubric_id}/design-check",
    may=BUYER | COMMISSIONER | AUDITOR,
    out=DesignOut,
    summary="Look at the design of a rubric",
    refuses=(RubricHasFindings, DesignFactsUnfit),
)
def design_check(  # noqa: PLR0913, PLR0917 - every argument is a fact that some finding depends on
    call: Call,
    rubric_id: UUID,
    value: Annotated[
        Quantity | None, Query(gt=0, description="Estimated value of the whole contract, in pounds.")
    ] = None,
    includes_vat: Annotated[bool | None, Query(description="Whether that includes VAT.")] = None,
    years: Annotated[Quantity | None, Query(gt=0, description="How many years the contract runs.")] = None,
    regime: Annotated[str | None, Query(description="The regime it will be bought under.")] = None,
    category: Annotated[Category | None, Query(description="What kind of contract it is.")] = None,
    on: Annotated[Day | None, Query(description="The day whose rules hold; leave out for today.")] = None,
    expected: Expected = [],  # noqa: B006
) -> DesignOut:
    """Return where the rubric pays for size, what its weights decide, what it asks and what it leaves unsaid.

    Figures rest on simulations and estimates, and say so with their assumptions. Nothing is kept.
    """
    term = None if years is None else Fraction(years)
    meant = Meant(
        on=on or london_date(call.now),
        regime=regime,
        facts=Facts(category=category),
        worth=None if value is None else Worth(value, includes_vat, term),
        years=term,
        expected=expected,
    )
    return service.design_check(call.tx, call.actor, rubric_id, meant)


@routes.post(
    "/rubrics/{rubric_id}/publish",
    may=BUYER,
    out=RubricOut,
    status=200,
    summary="Publish a rubric",
    refuses=(RubricNotDraft, RubricHasFindings),
)
def publish(call: Call, rubric_id: UUID) -> RubricOut:
    """Freeze a rubric without findings under its digest. It is never changed again; copy it to go on."""
    return service.publish(call.tx, call.actor, rubric_id, now=call.now)


@routes.get(
    "/rubrics/{rubric_id}/lens/{framework}",
    may=READERS,
    out=LensOut,
    summary="Read a rubric through a framework",
    refuses=(RubricHasFindings,),
)
def lens(call: Call, rubric_id: UUID, framework: str) -> LensOut:
    """Return the questions and measures grouped by a framework's headings, with what each heading weighs."""
    return service.lens(call.tx, call.actor, rubric_id, framework)


@routes.get("/packs", may=EVERYONE, out=list[PackOut], summary="List the packs")
def list_packs(_call: Call) -> list[PackOut]:
    """Return every version of every pack, newest version first."""
    return reference.packs()


@routes.get("/packs/{pack}/{version}", may=EVERYONE, out=PackDetailOut, summary="Read a pack")
def read_pack(_call: Call, pack: str, version: str) -> PackDetailOut:
    """Return a pack as published, and the rubric that it makes."""
    return reference.pack(pack, version)


@routes.get("/frameworks", may=EVERYONE, out=list[FrameworkOut], summary="List the frameworks")
def list_frameworks(_call: Call) -> list[FrameworkOut]:
    """Return the frameworks that a rubric or a delivery report can be read through."""
    return reference.frameworks()


@routes.get("/regimes", may=EVERYONE, out=list[RegimeOut], summary="List the procurement regimes")
def list_regimes(_call: Call) -> list[RegimeOut]:
    """Return the regimes that a tender can be run under."""
    return reference.regimes()


@routes.get("/regimes/{regime}", may=EVERYONE, out=RegimeDetailOut, summary="Read a procurement regime")
def read_regime(_call: Call, regime: str) -> RegimeDetailOut:
    """Return the dated rules of a regime, each with its source."""
    return reference.regime(regime)


@routes.get(
    "/regimes/{regime}/clock",
    may=EVERYONE,
    out=ClockOut,
    summary="Work out the clocks of a notice",
    refuses=(StandstillRuleUnknown, HolidaysUnknown, ClockUnfit),
)
def read_clock(  # noqa: PLR0913, PLR0917 - every argument is a fact that some rule depends on
    _call: Call,
    regime: str,
    notice_on: Annotated[Day, Query(description="The day on which the notice is published, as YYYY-MM-DD.")],
    category: Annotated[Category | None, Query(description="What kind of contract it is.")] = None,
    buyer: Annotated[OrganisationKind | None, Query(description="What kind of organisation buys.")] = None,
    sent_by: Annotated[SentBy | None, Query(description="How the notice is sent, where that matters.")] = None,
    voluntary_working_days: Annotated[
        int | None, Query(ge=1, le=60, description="A standstill of the buyer's own, where none is required.")
    ] = None,
    value: Annotated[Quantity | None, Query(description="Estimated value of the whole contract, in pounds.")] = None,
    includes_vat: Annotated[bool | None, Query(description="Whether that includes VAT.")] = None,
    years: Annotated[Quantity | None, Query(description="How many years the contract runs.")] = None,
    reviewed_on: Annotated[
        Day | None, Query(description="The day a decision after a representation was communicated.")
    ] = None,
    contract_on: Annotated[
        Day | None, Query(description="The day the contract is entered; leave out for the first day possible.")
    ] = None,
) -> ClockOut:
    """Return the standstill of a notice of that day, every day counted or left out, and everything else it starts."""
    return reference.clock(
        Asked(
            regime=regime,
            notice_on=notice_on,
            facts=Facts(category=category, buyer=buyer),
            sent_by=sent_by,
            voluntary_working_days=voluntary_working_days,
            worth=None if value is None else Worth(value, includes_vat, Fraction(years) if years else None),
            reviewed_on=reviewed_on,
            contract_on=contract_on,
        )
    )


@routes.get("/tables", may=EVERYONE, out=list[TableOut], summary="List the reference tables")
def list_tables(_call: Call) -> list[TableOut]:
    """Return the dated tables: wage rates, carbon factors and values, bank holidays, thresholds."""
    return reference.tables()


@routes.get("/tables/{table}", may=EVERYONE, out=TableDetailOut, summary="Read a reference table")
def read_table(_call: Call, table: str) -> TableDetailOut:
    """Return a reference table with every row and its source."""
    return reference.table(table)


@routes.get(
    "/tables/{table}/value",
    may=EVERYONE,
    out=TableValueOut,
    summary="Look up a value on a day",
    refuses=(NoValueOnThatDay,),
)
def look_up(
    _call: Call,
    table: str,
    series: Annotated[str, Query(description="The series of the table, such as `uk`.", max_length=100)],
    on: Annotated[Day, Query(description="The day, as YYYY-MM-DD.")],
) -> TableValueOut:
    """Return what a series was on a day. A day without a value is refused as such: it is not nought."""
    return reference.value(table, series, on)
