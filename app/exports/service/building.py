"""Make the archive of an export, outside any request: from one view of the database, a piece of a file at a time."""

import tempfile
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.rules import Action
from app.exports import repository
from app.exports.archive import write
from app.exports.models import RecordExport
from app.exports.rules import FORMAT, ExportKind
from app.exports.service import gathering
from app.kit.call import Service
from app.organisations import service as organisations

BUILD: Final = "export.build"
_MOST_BYTES: Final = 8 * 1024 * 1024 * 1024
_TELL_EVERY: Final = 25
"""After so many files it is kept how far an export is."""

_GATHER: Final = {ExportKind.EVALUATION: gathering.evaluation, ExportKind.CONTRACT: gathering.contract}


def build(service: Service, payload: Mapping[str, Any]) -> None:
    """Make the archive and store it under its digest; doing it twice keeps the first."""
    export_id = UUID(payload["export_id"])
    try:
        made = _made(service, export_id)
    except Exception as error:
        with service.database.unit_of_work(write=True) as tx:
            repository.set_progress(tx, export_id, failure=f"{type(error).__name__}"[:200])
        raise
    if made is None:
        return
    digest, size = made
    with service.database.unit_of_work(write=True) as tx:
        now = service.clock.now()
        row = repository.get(tx, export_id)
        if row is None or row.digest is not None:
            return
        row.digest, row.size, row.made_at, row.failure, row.done = digest, size, now, None, row.total
        audit.record(
            tx,
            None,
            Action.EXPORT_MADE,
            row,
            log_id=row.authority_id,
            now=now,
            after={"kind": row.kind, "of": row.reference, "digest": digest, "size": size},
        )


def _made(service: Service, export_id: UUID) -> tuple[str, int] | None:
    service.files.root.mkdir(parents=True, exist_ok=True)
    if not _begun(service, export_id):
        return None
    with service.database.unit_of_work(write=False) as tx:
        row = repository.get(tx, export_id)
        assert row is not None  # noqa: S101 - no export is ever taken away
        gathered = _GATHER[ExportKind(row.kind)](tx, service.files, row)
        total = len(gathered.members)
        _tell(service, export_id, 0, total)

        def progress(done: int) -> None:
            if done % _TELL_EVERY == 0:
                _tell(service, export_id, done, total)

        with tempfile.TemporaryFile(dir=service.files.root) as draft:
            write(draft, gathered.members, _facts(tx, row, gathered), progress=progress)
            draft.seek(0)
            return service.files.keep(draft, most_bytes=_MOST_BYTES)


def _begun(service: Service, export_id: UUID) -> bool:
    """Say as of when the archive shows the record: rows are read as they are now, so the log has to reach as far."""
    with service.database.unit_of_work(write=True) as tx:
        row = repository.get(tx, export_id)
        if row is None or row.digest is not None:
            return False
        now = service.clock.now()
        repository.set_progress(tx, export_id, as_of=now)
        audit.seal(tx, row.authority_id, now=now)  # so that a head binds everything that goes into it
        return True


def _facts(tx: Session, row: RecordExport, gathered: gathering.Gathered) -> dict[str, Any]:
    """Return what the manifest says beside its files; as of one instant, and wherever it is made, it is the same."""
    authority = organisations.get(tx, row.authority_id)
    return {
        "format": FORMAT,
        "of": {
            "kind": row.kind,
            "id": str(row.subject_id),
            "reference": row.reference,
            "authority": {"id": str(authority.id), "name": authority.name},
        },
        "export": str(row.id),
        "made_at": row.as_of.isoformat().replace("+00:00", "Z"),
        "keep": {"until": None if row.keep_until is None else row.keep_until.isoformat(), "because": row.keep_because},
        "absent": list(gathered.absent),
    }


def _tell(service: Service, export_id: UUID, done: int, total: int) -> None:
    with service.database.unit_of_work(write=True) as tx:
        repository.set_progress(tx, export_id, done=done, total=total)
