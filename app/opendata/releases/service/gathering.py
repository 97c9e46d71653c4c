"""Gathers what there is to tell of one tender, its awards and its contracts: only what was published already."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.awards.models import Award
from app.bids import service as bids
from app.contracts import service as contracts
from app.contracts.changes import service as changes
from app.contracts.models import Contract
from app.identity import service as identity
from app.kit.clock import london_date
from app.opendata.releases import repository
from app.opendata.releases.process import Process, Undertaking
from app.opendata.releases.wording import Censor
from app.organisations import service as organisations
from app.performance import service as performance
from app.performance.remedies import service as remedies
from app.rubrics import service as rubrics
from app.tenders import service as tenders
from app.tenders.models import Tender
from scoring.parse import parse_rubric
from scoring.rubric import Rubric


def process_of(tx: Session, tender: Tender, *, at: datetime, also: Award | None = None) -> Process:
    """Return what of a tender may be told at an instant; checks no access, and changes nothing.

    `also` is an award whose notice is still being drafted, for the staff of the authority alone.
    """
    published = repository.published_awards(tx, tender.id)
    awards = [*published, *([also] if also is not None and also not in published else [])]
    entered = repository.contracts_entered(tx, tender.id)
    suppliers = {award.supplier_id for award in awards} | {one.supplier_id for one in entered}
    assessed = {
        lot_id: [bid for bid in bids.opened(tx, tender, lot_id) if not bid.price_sealed]
        for lot_id in dict.fromkeys(award.lot_id for award in awards)
    }
    bidders = {bid.supplier_id for each in assessed.values() for bid in each}
    holders = {one.authority_id for one in entered}  # a contract may have passed to another body
    known = {each: organisations.get(tx, each) for each in (tender.authority_id, *holders, *suppliers, *bidders)}
    people = identity.accounts_of(tx, [*known])
    return Process(
        tender=tender,
        authority=known[tender.authority_id],
        awards=awards,
        assessed=assessed,
        summaries_sent={row.award_id: row.issued_at for row in repository.summaries(tx, [each.id for each in awards])},
        undertakings=[_undertaking(tx, each, at) for each in entered],
        organisations=known,
        rubric=_rubric(tx, tender),
        amendments=repository.amendments(tx, tender.id),
        censor=Censor([row.name for row in people], repository.withheld(tx, tender.id)),
        at=at,
    )


def _undertaking(tx: Session, contract: Contract, at: datetime) -> Undertaking:
    return Undertaking(
        contract=contract,
        award=repository.award(tx, contract.award_id),
        standing=performance.of_contract(tx, contract, as_at=london_date(at)).commitments,
        changes=changes.in_force(tx, contract.id),
        plans=contracts.plans_of(tx, [row.id for row in contract.commitments]),
        ratings=repository.ratings(tx, [contract.id]),
        remedies=remedies.of_contract(tx, contract.id),
    )


def _rubric(tx: Session, tender: Tender) -> Rubric | None:
    """Return the rubric of a tender: the pinned one, and before that the one that its draft names."""
    if tender.rubric_digest is not None:
        body = tenders.rubric_body(tx, tender)
    elif tender.rubric_id is not None and tender.published_at is None:
        body = rubrics.of_authority(tx, tender.authority_id, tender.rubric_id).body
    else:
        return None
    found = parse_rubric(body)
    return found if isinstance(found, Rubric) else None
