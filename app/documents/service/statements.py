"""Issue a supplier's own statement of delivery, over one contract, several or all of them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.contracts import service as contracts
from app.contracts.models import Contract
from app.documents import repository
from app.documents.assemble_statement import statement_of_delivery
from app.documents.errors import ContractNotBegun, DayAhead, NothingDelivered, TooManyContracts
from app.documents.letter_content import Cited
from app.documents.schemas import MOST_CONTRACTS, DocumentOut, StatementIssue
from app.documents.service.issuing import CONTRACT_PERFORMANCE, About, issue
from app.documents.service.reading import present, reference_of
from app.documents.statement_content import StatementOfDelivery
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.pagination import PageRequest
from app.organisations import service as organisations
from app.performance import service as performance

DELIVERY_STATEMENT = "delivery_statement"


def issue_statement(call: Call, body: StatementIssue) -> DocumentOut:
    """Freeze what the caller's organisation promised, claimed and had accepted, and ask for the PDF.

    Raises DayAhead, NothingDelivered, TooManyContracts, ContractNotBegun, DocumentUnchanged, or NotFound for a contract
    that it does not supply.
    """
    tx, actor = call.tx, call.actor
    today = london_date(call.now)
    day = body.as_at or today
    if day > today:
        raise DayAhead(day, today)
    organisations.get_for_update(tx, actor.organisation_id)  # one statement at a time, so that numbers follow on
    held = _chosen(tx, actor, body.contracts) if body.contracts else _everything(call)
    reports = {one.id: cited for one in held if (cited := _report(tx, one)) is not None}

    def assemble(reference: str, replaces: str | None) -> StatementOfDelivery:
        return statement_of_delivery(
            call,
            held,
            reports,
            as_at=day,
            is_everything=not body.contracts,
            reference=reference,
            replaces=replaces,
        )

    of_one = len(body.contracts) == 1
    subject = f"{held[0].reference}/D" if of_one else f"S-{day.isoformat()}"
    about = About(
        DELIVERY_STATEMENT, held[0].id if of_one else actor.organisation_id, subject, supplier_id=actor.organisation_id
    )
    row = issue(call, about, assemble, body.languages)[0]
    return present(row, repository.twin(tx, row))


def _chosen(tx: Session, actor: Actor, wanted: Sequence[UUID]) -> list[Contract]:
    """Return the contracts asked for, by reference; raise NotFound or ContractNotBegun."""
    found = [_supplied(tx, actor, one) for one in dict.fromkeys(wanted)]
    for one in found:
        if one.went_live_at is None:
            raise ContractNotBegun(one.reference)
    return sorted(found, key=lambda one: one.reference)


def _supplied(tx: Session, actor: Actor, contract_id: UUID) -> Contract:
    found = contracts.visible(tx, actor, contract_id)
    if found.supplier_id != actor.organisation_id:
        raise NotFound("contract", contract_id)
    return found


def _everything(call: Call) -> list[Contract]:
    """Return every contract of the organisation that went live, by reference; raise NothingDelivered."""
    tx, actor = call.tx, call.actor
    ids: list[UUID] = []
    cursor: str | None = None
    while True:
        asked = PageRequest(None, cursor, MOST_CONTRACTS)
        page = performance.portfolio(tx, actor, asked, statuses=(), as_at=london_date(call.now))
        ids += [one.contract_id for one in page.items if one.supplier_id == actor.organisation_id]
        cursor = page.next
        if cursor is None or len(ids) > MOST_CONTRACTS:
            break
    if not ids:
        raise NothingDelivered
    if len(ids) > MOST_CONTRACTS:
        raise TooManyContracts(MOST_CONTRACTS)
    return [contracts.get(tx, one) for one in ids]


def _report(tx: Session, contract: Contract) -> Cited | None:
    """Return the authority's report on a contract that was issued last, as far as the supplier may read it."""
    row = repository.last(tx, CONTRACT_PERFORMANCE, contract.id)
    if row is None or row.supplier_id != contract.supplier_id:
        return None
    return Cited(reference=reference_of(row), digest=row.content_digest)
