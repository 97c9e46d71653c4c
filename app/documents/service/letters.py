"""Issue the standstill letters of an award, one to every bidder that was assessed, and say who has which."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.awards import service as awards
from app.awards.errors import AwardNotApproved
from app.awards.models import Award
from app.awards.rules import AwardStatus
from app.documents import repository
from app.documents.assemble_letter import Letters, Writing
from app.documents.errors import AwardNotStanding, DocumentUnchanged, LettersUnchanged
from app.documents.letter_content import Cited, StandstillLetter
from app.documents.models import IssuedDocument
from app.documents.schemas import IssuedLetterOut, LettersIssue, LettersOut
from app.documents.service.issuing import About, issue
from app.documents.service.reading import reference_of, why_not_made
from app.documents.service.summaries import ASSESSMENT_SUMMARY
from app.kit.actor import Actor
from app.kit.call import Call
from app.kit.errors import Refusal
from app.tenders import service as tenders

STANDSTILL_LETTER = "standstill_letter"


def issue_letters(call: Call, award_id: UUID, body: LettersIssue) -> LettersOut | Refusal:
    """Freeze the letter to every bidder that was assessed, and ask for the PDFs; what has not changed stays.

    Of an award that was made void it says so, to those who were told of the award before. Whoever has not declared
    before the award, or is kept from a bidder of the lot, is refused, and the record of the attempt kept. Raises
    AwardNotApproved, AwardNotStanding or LettersUnchanged.
    """
    tx = call.tx
    tenders.owned(tx, call.actor, awards.owned(tx, call.actor, award_id).tender_id, lock=True)
    award = awards.get_for_update(tx, award_id)
    if why_not := awards.attempted(call, award):
        return why_not
    _check_may_tell(tx, award)
    letters = Letters(tx, award, call.now)
    summaries = _newest(tx, ASSESSMENT_SUMMARY, award)
    issued = 0
    for place, bid_id in enumerate(letters.bid_ids, start=1):
        summary = summaries.get(bid_id)
        cited = None if summary is None else Cited(reference=reference_of(summary), digest=summary.content_digest)

        def assemble(
            reference: str, replaces: str | None, bid_id: UUID = bid_id, cited: Cited | None = cited
        ) -> StandstillLetter:
            return letters.letter(bid_id, Writing(reference, call.now, replaces, body.words, cited))

        about = About(
            STANDSTILL_LETTER,
            bid_id,
            f"{award.reference}/L{place}",
            supplier_id=letters.supplier_of(bid_id),
            award_id=award.id,
        )
        try:
            issue(call, about, assemble, body.languages)
        except DocumentUnchanged:
            continue
        issued += 1
    if not issued:
        raise LettersUnchanged(award.reference)
    return letters_of(tx, call.actor, award_id)


def letters_of(tx: Session, actor: Actor, award_id: UUID) -> LettersOut:
    """Return which letters about an award of the actor's authority were issued; raise NotFound for another's.

    Raises DeclarationNeeded, ConflictUndecided, ConflictBarred or KeptFromBid too.
    """
    award = awards.owned(tx, actor, award_id)
    awards.check_whole(tx, actor, award)
    latest = _newest(tx, STANDSTILL_LETTER, award)
    names = {one.bid_id: one.supplier_name for one in awards.assessed(tx, award)}
    failed = why_not_made(tx, list(latest.values()))
    return LettersOut(
        award_id=award.id,
        reference=award.reference,
        items=[_out(bid_id, names[bid_id], latest.get(bid_id), failed) for bid_id in names],
    )


def _check_may_tell(tx: Session, award: Award) -> None:
    """Raise unless bidders may know of the award: approved, or void after they were told of it."""
    if award.status == AwardStatus.VOID:
        if award.published_at is None and not repository.of_award(tx, STANDSTILL_LETTER, award.id):
            raise AwardNotStanding(award.reference)
    elif award.approved_at is None:
        raise AwardNotApproved(award.reference)


def _newest(tx: Session, kind: str, award: Award) -> Mapping[UUID, IssuedDocument]:
    return {row.subject_id: row for row in repository.of_award(tx, kind, award.id)}


def _out(bid_id: UUID, name: str, row: IssuedDocument | None, failed: Mapping[UUID, str]) -> IssuedLetterOut:
    return IssuedLetterOut(
        bid_id=bid_id,
        supplier_name=name,
        document_id=None if row is None else row.id,
        reference=None if row is None else reference_of(row),
        stage=None if row is None else str(row.content["stage"]),
        issued_at=None if row is None else row.issued_at,
        pdf_ready=row is not None and row.file is not None,
        pdf_failure=None if row is None else failed.get(row.id),
    )
