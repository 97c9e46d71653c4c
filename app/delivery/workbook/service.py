"""Give out the workbook of a period, and take it back: all of it or nothing, and the same one only once.

Nothing is taken while anything is wrong. A quarter of which the good rows were taken would look like a whole one to
whoever reads the record, and a row that was refused like one that was left out.
"""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.contracts import service as contracts
from app.contracts.errors import ContractNotLive
from app.contracts.models import Contract
from app.contracts.rules import ContractStatus
from app.delivery import service as delivery
from app.delivery.errors import FileKindNotTaken, NotTheSupplier
from app.delivery.evidence import SentFile, examined
from app.delivery.schemas import UpdateCreate
from app.delivery.workbook import layout, reading, repository, writing
from app.delivery.workbook.deciding import Step, decided, kept_files
from app.delivery.workbook.due import Days, Outcome, due_rows, usual_days
from app.delivery.workbook.entries import Entered
from app.delivery.workbook.errors import WorkbookHasFindings, WorkbookOfAnother, WorkbooksFull
from app.delivery.workbook.models import Workbook
from app.delivery.workbook.schemas import WorkbookOut, WorkbookRowOut
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.clock import london_date
from app.kit.content_kinds import XLSX
from app.kit.errors import Invalid
from app.kit.ids import new_id
from app.kit.pagination import PageRequest
from app.kit.schema import Page
from app.organisations import service as organisations
from scoring.findings import Finding

_SAID: Mapping[Outcome, str] = {
    "submitted": "reported for the first time",
    "superseded": "in the place of an earlier claim",
    "unchanged": "as it stands already",
    "left_blank": "left blank",
}


def prepared(call: Call, contract_id: UUID, asked: tuple[date | None, date | None]) -> tuple[str, bytes]:
    """Return the name and the content of the workbook for days of a live contract; for its supplier."""
    contract = _contract(call.tx, call.actor, contract_id, lock=False)
    first, last = _days(contract, asked, london_date(call.now))
    rows = due_rows(contract, delivery.updates(call.tx, contract.id), first, last)
    names = organisations.names(call.tx, [contract.authority_id, contract.supplier_id])
    cover = writing.Cover(
        contract_id=str(contract.id),
        reference=contract.reference,
        title=contract.title,
        authority=names[contract.authority_id],
        supplier=names[contract.supplier_id],
        supplier_id=str(contract.supplier_id),
        starts_on=first,
        ends_on=last,
        made_at=call.now,
    )
    return f"{contract.reference}-{first}-{last}.xlsx", writing.written(cover, rows, layout.evidence_sheets())


def send(
    call: Call, contract_id: UUID, sent: SentFile, asked: tuple[date | None, date | None], *, check: bool
) -> WorkbookOut:
    """Take a workbook that was filled in, or only `check` it; refuse it with every finding when anything is wrong."""
    contract = _contract(call.tx, call.actor, contract_id, lock=True)
    name, content = _content(call, sent)
    entered = reading.read(name, content, layout.evidence_sheets())
    today = london_date(call.now)
    days = _days(contract, asked, today)
    _check_is_of(name, contract, entered, days)
    due = due_rows(contract, delivery.updates(call.tx, contract.id), *days)
    steps = decided(contract, due, entered, today=today)
    if entered.findings:
        raise WorkbookHasFindings(entered.findings.findings())
    digest = entered.digest()
    if check:
        return _out(call, contract, days, digest, [_row_out(step) for step in steps])
    before = repository.newest_for_days(call.tx, contract.id, *days)
    if before is not None and before.content_digest == digest and not any(step.changes for step in steps):
        return WorkbookOut.model_validate(before.outcome)
    return _taken(call, contract, days, digest, steps, SentFile(io.BytesIO(content), name))


def listed(tx: Session, actor: Actor, contract_id: UUID, asked: PageRequest) -> Page[WorkbookOut]:
    """Return a page of the workbooks that were taken for a contract, for its authority and its supplier."""
    contract = contracts.visible(tx, actor, contract_id)
    rows, following = repository.page(tx, contract.id, asked)
    return Page[WorkbookOut](items=[WorkbookOut.model_validate(row.outcome) for row in rows], next=following)


def _contract(tx: Session, actor: Actor, contract_id: UUID, *, lock: bool) -> Contract:
    contract = contracts.visible(tx, actor, contract_id, lock=lock)
    if actor.organisation_id != contract.supplier_id:
        raise NotTheSupplier(contract.reference)
    if contract.status != ContractStatus.LIVE:
        raise ContractNotLive(contract.reference, contract.status)
    return contract


def _content(call: Call, sent: SentFile) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that is a workbook by its content."""
    most = min(layout.MOST_BYTES, call.service.settings.max_file_bytes)
    name, kind = examined(sent, most_bytes=most)
    if kind is not XLSX:
        raise FileKindNotTaken(name, kind.title, "the workbook that was downloaded here, in XLSX")
    sent.content.seek(0)
    return name, sent.content.read()


def _days(contract: Contract, asked: tuple[date | None, date | None], today: date) -> Days:
    first, last = asked
    if first is None and last is None:
        return usual_days(contract, today)
    if first is None or last is None or first > last:
        message = "name both days, the first one first, or neither of them"
        given = f"{first or 'nothing'} to {last or 'nothing'}"
        finding = {"place": "query.starts_on", "message": message, "value": given}
        raise Invalid(f"{given} are no days to report on: {message}.", [finding])
    return first, last


def _check_is_of(name: str, contract: Contract, entered: Entered, days: Days) -> None:
    """Raise WorkbookOfAnother for what was made for another contract, supplier or period."""
    about, found = entered.about, list[Finding]()
    if about.get("contract") != str(contract.id):
        named = about.get("reference") or "another contract"
        message = f"was made for {named}, and was sent for {contract.reference}: send it for the contract it names"
        found.append(Finding("workbook.other_contract", layout.ABOUT, message, named))
    elif about.get("supplier") != str(contract.supplier_id):
        message = "was made for another supplier: download your own"
        found.append(Finding("workbook.other_supplier", layout.ABOUT, message))
    made_for = (about.get("from", "nothing"), about.get("to", "nothing"))
    if made_for != tuple(str(day) for day in days):
        message = (
            f"was made for {made_for[0]} to {made_for[1]}, and what is reported here is {days[0]} to {days[1]}: "
            "name the days with starts_on and ends_on if you mean the earlier ones, or download the workbook for these"
        )
        found.append(Finding("workbook.other_days", layout.ABOUT, message, " to ".join(made_for)))
    if found:
        raise WorkbookOfAnother(name, found)


def _taken(
    call: Call, contract: Contract, days: Days, digest: str, steps: Sequence[Step], file: SentFile
) -> WorkbookOut:
    if repository.count(call.tx, contract.id) >= layout.MOST_WORKBOOKS:
        raise WorkbooksFull(layout.MOST_WORKBOOKS)
    kept = delivery.upload(call, contract.id, file)
    rows = [_row_out(step, _reported(call, contract, step)) for step in steps]
    out = _out(call, contract, days, digest, rows, made=(new_id(call.now), kept.id))
    row = Workbook(
        id=out.id,
        authority_id=contract.authority_id,
        supplier_id=contract.supplier_id,
        contract_id=contract.id,
        starts_on=days[0],
        ends_on=days[1],
        content_digest=digest,
        evidence_id=kept.id,
        outcome=out.model_dump(mode="json"),
        sent_by=call.actor.person_id,
        sent_at=call.now,
    )
    repository.add(call.tx, row)
    after = {
        "days": [str(day) for day in days],
        "content_digest": digest,
        "file": kept.digest,
        "rows": dict(Counter(step.outcome for step in steps)),
    }
    audit.record(
        call.tx, call.actor, Action.WORKBOOK_TAKEN, row, log_id=contract.authority_id, now=call.now, after=after
    )
    return out


def _reported(call: Call, contract: Contract, step: Step) -> UUID | None:
    """Make the update of a row that changes something, with its lines as files beside those that it keeps."""
    if not step.changes:
        return None
    newest = step.due.newest
    files = [file.id for file in kept_files(newest, step.files)]
    stored = {link.file.digest: link.file.id for link in newest.evidence} if newest else {}
    for lines in step.files:
        known = stored.get(lines.digest)
        if known is None:
            known = delivery.upload(call, contract.id, SentFile(io.BytesIO(lines.content), lines.name)).id
        files.append(known)
    period = {"starts_on": step.due.starts_on, "ends_on": step.due.ends_on}
    entered = {"claimed": step.claimed, "whole": step.whole, "words": step.words}
    body = UpdateCreate.model_validate({"period": period, **entered, "evidence": files})
    return delivery.submit(call, step.due.commitment.id, body).id


def _row_out(step: Step, update_id: UUID | None = None) -> WorkbookRowOut:
    return WorkbookRowOut(
        number=step.due.number,
        commitment_id=step.due.commitment.id,
        title=step.due.commitment.title,
        starts_on=step.due.starts_on,
        ends_on=step.due.ends_on,
        outcome=step.outcome,
        claimed=step.claimed,
        whole=step.whole,
        update_id=update_id,
        files=[file.name for file in step.files],
    )


def _out(
    call: Call,
    contract: Contract,
    days: Days,
    digest: str,
    rows: list[WorkbookRowOut],
    *,
    made: tuple[UUID, UUID] | tuple[None, None] = (None, None),
) -> WorkbookOut:
    counts = Counter(row.outcome for row in rows)
    parts = ", ".join(f"{counts[outcome]} {said}" for outcome, said in _SAID.items() if counts[outcome])
    return WorkbookOut(
        id=made[0],
        contract_id=contract.id,
        starts_on=days[0],
        ends_on=days[1],
        content_digest=digest,
        evidence_id=made[1],
        said=f"{len(rows)} row{'s' if len(rows) > 1 else ''} for {days[0]} to {days[1]}: {parts}."
        + ("" if made[0] else " This was a check: nothing was reported."),
        rows=rows,
        sent_by=call.actor.person_id,
        sent_by_name=call.actor.name,
        sent_at=call.now,
    )
