"""Ask about a claim and answer; reply to a decision; and say what is awaited of whom by which day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.models import Contract
from app.delivery import repository as claims
from app.delivery.clocks import OpenClock
from app.delivery.errors import EvidenceNotOfThisContract, NotTheBuyer, NotTheSupplier
from app.delivery.models import DeliveryUpdate, QueryAnswer, UpdateQuery, VerificationReply
from app.delivery.replies import repository, rules
from app.delivery.replies.errors import QueryAnswered, ReplyMade
from app.delivery.replies.rules import ClockKind
from app.delivery.replies.schemas import AnswerCreate, AnswerOut, QueryCreate, QueryOut, ReplyOut
from app.identity import service as identity
from app.kit import constraints
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.rubrics import working_days
from app.tenders import service as tenders

constraints.means("pk_query_answer", QueryAnswered, columns="query_answer.query_id")
constraints.means("uq_verification_reply_verification_id", ReplyMade, columns="verification_reply.verification_id")


def ask(call: Call, update_id: UUID, body: QueryCreate) -> QueryOut:
    """Ask the supplier about a claim that waits; until its day the claim is not refused."""
    tx, actor, now = call.tx, call.actor, call.now
    contract, update = _held(tx, actor, ("update", update_id), update_id)
    if contract.authority_id != actor.organisation_id:
        raise NotTheBuyer(contract.reference)
    rules.check_answerable(update.status, revision=update.revision)
    row = UpdateQuery(
        id=new_id(now),
        authority_id=update.authority_id,
        supplier_id=update.supplier_id,
        contract_id=update.contract_id,
        update_id=update.id,
        question=body.question,
        answer_by=due_after(tx, contract, london_date(now), body.answer_within),
        asked_by=actor.person_id,
        asked_at=now,
        answer=None,
    )
    repository.add(tx, row)
    after = {"update": str(update.id), "question": row.question, "answer_by": row.answer_by.isoformat()}
    audit.record(tx, actor, Action.UPDATE_QUERIED, row, log_id=row.authority_id, now=now, after=after)
    return _queries_out(tx, [row])[0]


def answer(call: Call, query_id: UUID, body: AnswerCreate) -> QueryOut:
    """Answer a question, once; an answer after its day is kept too, as long as the claim still waits."""
    tx, actor, now = call.tx, call.actor, call.now
    known = repository.query(tx, query_id)
    if known is None:
        raise NotFound("query", query_id)
    contract, update = _held(tx, actor, ("query", query_id), known.update_id)
    if contract.supplier_id != actor.organisation_id:
        raise NotTheSupplier(contract.reference)
    row = repository.query(tx, query_id)
    if row is None or row.answer is not None:
        raise QueryAnswered
    rules.check_answerable(update.status, revision=update.revision)
    row.answer = QueryAnswer(
        query_id=row.id,
        words=body.words,
        evidence=_files(tx, contract, body.evidence),
        answered_by=actor.person_id,
        answered_at=now,
    )
    repository.add(tx, row.answer)
    after = {"update": str(update.id), "words": body.words, "evidence": row.answer.evidence}
    audit.record(tx, actor, Action.QUERY_ANSWERED, row, log_id=row.authority_id, now=now, after=after)
    return _queries_out(tx, [row])[0]


def reply(call: Call, update_id: UUID, body: AnswerCreate) -> ReplyOut:
    """Say what is wrong with a decision that refused all of a claim or a part of it; the buyer must answer."""
    tx, actor, now = call.tx, call.actor, call.now
    contract, update = _held(tx, actor, ("update", update_id), update_id)
    if contract.supplier_id != actor.organisation_id:
        raise NotTheSupplier(contract.reference)
    decided, today = update.verification, london_date(now)
    number, reply_by = (decided.number, decided.reply_by) if decided else (0, None)
    rules.check_may_reply(update.status, number=number, reply_by=reply_by, today=today)
    if decided is None or any(each.verification_id == decided.id for each in repository.replies(tx, update_id)):
        raise ReplyMade
    row = VerificationReply(
        id=new_id(now),
        authority_id=update.authority_id,
        supplier_id=update.supplier_id,
        contract_id=update.contract_id,
        update_id=update.id,
        verification_id=decided.id,
        words=body.words,
        evidence=_files(tx, contract, body.evidence),
        decide_by=due_after(tx, contract, today, rules.DECIDE_WITHIN),
        replied_by=actor.person_id,
        replied_at=now,
    )
    repository.add(tx, row)
    after = {"update": str(update.id), "words": row.words, "decide_by": row.decide_by.isoformat()}
    audit.record(tx, actor, Action.DECISION_REPLIED, row, log_id=row.authority_id, now=now, after=after)
    return replies_of(tx, update)[-1]


def queries_of(tx: Session, update: DeliveryUpdate) -> list[QueryOut]:
    """Return every question about a claim, oldest first; checks no access."""
    return _queries_out(tx, repository.queries(tx, update.id))


def replies_of(tx: Session, update: DeliveryUpdate) -> list[ReplyOut]:
    """Return every reply to a decision on a claim, oldest first; checks no access."""
    rows = repository.replies(tx, update.id)
    names = identity.names(tx, (row.replied_by for row in rows))
    numbers = {each.id: each.number for each in update.verifications}
    newest = len(update.verifications)
    return [
        ReplyOut(
            id=row.id,
            update_id=row.update_id,
            decision=numbers[row.verification_id],
            words=row.words,
            evidence=[UUID(each) for each in row.evidence],
            decide_by=row.decide_by,
            answered=numbers[row.verification_id] < newest,
            replied_by=row.replied_by,
            replied_by_name=names[row.replied_by],
            replied_at=row.replied_at,
        )
        for row in rows
    ]


def waits_for_an_answer(tx: Session, update: DeliveryUpdate) -> bool:
    """Return whether the supplier replied to the decision in force, so that the buyer owes an answer."""
    decided = update.verification
    return decided is not None and any(each.verification_id == decided.id for each in repository.replies(tx, update.id))


def check_may_refuse(tx: Session, update: DeliveryUpdate, *, today: date) -> None:
    """Raise QueryOpen while the supplier may still answer a question about the claim."""
    rules.check_may_refuse(repository.open_until(tx, update.id), today=today)


def due_after(tx: Session, contract: Contract, start: date, days: int) -> date:
    """Return the last of so many working days after a day, by the calendar of the regime of the contract's tender."""
    return working_days.after(tenders.get(tx, contract.tender_id).regime, start, days)


def open_clocks(
    tx: Session, *, today: date, authority_id: UUID | None = None, supplier_id: UUID | None = None
) -> list[OpenClock]:
    """Return what is awaited about claims of an authority, of a supplier, or of both; checks no access.

    What is past its day stays in the list until it is done, but for a right of reply, which ends with its day. The id
    of a clock is that of the question to answer, and otherwise of the claim.
    """
    return [*_clocks(tx, authority_id, supplier_id, today)]


def _clocks(tx: Session, authority_id: UUID | None, supplier_id: UUID | None, today: date) -> Iterator[OpenClock]:
    whose: dict[str, Any] = {"authority_id": authority_id, "supplier_id": supplier_id}
    for query, update in repository.unanswered(tx, **whose):
        words = f"answer the question asked on {london_date(query.asked_at)} about the claim"
        yield _clock(ClockKind.ANSWER, query.id, update, query.answer_by, words)
    for decided, update in repository.repliable(tx, **whose, today=today):
        if decided.reply_by is not None:
            words = f"reply, if you wish, to the decision {decided.decision.replace('_', ' ')} on the claim"
            yield _clock(ClockKind.REPLY, update.id, update, decided.reply_by, words)
    for said, update in repository.undecided(tx, **whose):
        words = f"uphold the decision on the claim, or decide anew, after the reply of {london_date(said.replied_at)}"
        yield _clock(ClockKind.DECISION, update.id, update, said.decide_by, words)


def _clock(kind: ClockKind, subject_id: UUID, update: DeliveryUpdate, answer_by: date, words: str) -> OpenClock:
    return OpenClock(
        kind=kind.value,
        id=subject_id,
        authority_id=update.authority_id,
        supplier_id=update.supplier_id,
        contract_id=update.contract_id,
        awaiting_id=update.authority_id if kind is ClockKind.DECISION else update.supplier_id,
        answer_by=answer_by,
        words=f"{words} for {update.starts_on} to {update.ends_on}",
    )


def _queries_out(tx: Session, rows: Sequence[UpdateQuery]) -> list[QueryOut]:
    people = [row.asked_by for row in rows] + [row.answer.answered_by for row in rows if row.answer]
    names = identity.names(tx, people)
    return [
        QueryOut(
            id=row.id,
            update_id=row.update_id,
            question=row.question,
            answer_by=row.answer_by,
            asked_by=row.asked_by,
            asked_by_name=names[row.asked_by],
            asked_at=row.asked_at,
            answer=None
            if row.answer is None
            else AnswerOut(
                words=row.answer.words,
                evidence=[UUID(each) for each in row.answer.evidence],
                answered_by=row.answer.answered_by,
                answered_by_name=names[row.answer.answered_by],
                answered_at=row.answer.answered_at,
            ),
        )
        for row in rows
    ]


def _held(tx: Session, actor: Actor, asked_for: tuple[str, UUID], update_id: UUID) -> tuple[Contract, DeliveryUpdate]:
    """Return a claim and its contract, both locked; raise NotFound in the words of what was asked for."""
    known = claims.update(tx, update_id)
    if known is None:
        raise NotFound(*asked_for)
    try:
        contract = contracts.visible(tx, actor, known.contract_id, lock=True)
    except NotFound as hidden:
        raise NotFound(*asked_for) from hidden
    return contract, claims.update_for_update(tx, update_id)


def _files(tx: Session, contract: Contract, ids: Sequence[UUID]) -> list[str]:
    wanted = list(dict.fromkeys(ids))
    found = {row.id for row in claims.evidence_of_contract(tx, contract.id, wanted)} if wanted else set()
    missing = [
        {"place": f"body.evidence[{place}]", "message": "not a file of this contract", "value": str(given)}
        for place, given in enumerate(ids)
        if given not in found
    ]
    if missing:
        raise EvidenceNotOfThisContract(
            f"{len(missing)} of the {len(ids)} files named are not evidence of {contract.reference}. Send a file to "
            "this contract first, and name the id that it gets.",
            missing,
        )
    return [str(each) for each in wanted]
