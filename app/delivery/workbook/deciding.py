"""Decides, row by row, what a workbook would change: a new claim, one that supersedes, or nothing."""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.contracts.models import Contract
from app.delivery import rules
from app.delivery.errors import PeriodNotBegun, PeriodSettled
from app.delivery.models import DeliveryUpdate, EvidenceFile
from app.delivery.schemas import MOST_FILES
from app.delivery.workbook.due import ENTERED, Asks, DueRow, Outcome
from app.delivery.workbook.entries import Entered, Entry, Lines
from app.delivery.workbook.layout import HEADINGS, PLACE, UPDATES
from app.kit.schema import plain
from scoring.findings import Collector


@dataclass(frozen=True, slots=True)
class LinesFile:
    """Lines of evidence for one row as a CSV file, which the same lines always make alike."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """Return the digest by which the file store knows it."""
        return "sha256:" + hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one row."""

    due: DueRow
    outcome: Outcome
    claimed: Decimal | None
    whole: Decimal | None
    words: str
    files: tuple[LinesFile, ...]

    @property
    def changes(self) -> bool:
        """Return whether the row makes a new revision."""
        return self.outcome in {"submitted", "superseded"}


def decided(contract: Contract, due: Sequence[DueRow], entered: Entered, *, today: date) -> list[Step]:
    """Return what each row would change, in the order of the contract; findings are added to those of `entered`."""
    out = entered.findings
    known = {row.key: row for row in due}
    found = _by_key(entered.entries, known, out)
    for key in known.keys() - found.keys():
        row = known[key]
        message = f"has no row for {row.commitment.title!r} any more: put it back; a blank row reports nothing"
        out.add("row.missing", f"{UPDATES} No. {row.number}", message, value=row.commitment.title)
    return [
        _step(contract, row, found[row.key], entered.lines.get(found[row.key].number, []), out, today)
        for row in due
        if row.key in found
    ]


def _by_key(entries: Sequence[Entry], known: Mapping[str, DueRow], out: Collector) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    numbers: dict[int, Entry] = {}
    for entry in entries:
        if entry.key not in known:
            said = "has lost its key" if not entry.key else "is for nothing that is due in these days as planned now"
            message = f"the row {said}: rows are not added here. Take it out, or copy its entries into a fresh workbook"
            out.add("row.added", entry.at("key"), message, value=entry.key or entry.words)
        elif entry.key in found:
            message = f"the row is for the same commitment as row {found[entry.key].row}: keep one of the two"
            out.add("row.twice", entry.at("key"), message, value=known[entry.key].commitment.title)
        else:
            found[entry.key] = entry
        if not entry.number or entry.number in numbers:
            message = "the number of a row stands there once and is not changed: give it back the one it had"
            out.add("row.number", entry.at("number"), message, value=str(entry.number or "") or None)
        numbers.setdefault(entry.number, entry)
    return found


def _step(contract: Contract, due: DueRow, entry: Entry, lines: Sequence[Lines], out: Collector, today: date) -> Step:
    files = tuple(_file(contract, due, each) for each in lines)
    if entry.wrong:
        return Step(due, "left_blank", None, None, "", ())
    if entry.is_blank and not files:
        return Step(due, "left_blank", None, None, "", ())
    claimed, whole = _claimed(due, entry, out)
    if not entry.words:
        message = "say what was done, so that somebody else could check it; a blank row reports nothing"
        out.add("words.missing", entry.at("words"), message)
    step = Step(due, _outcome(due, claimed, whole, entry.words, files), claimed, whole, entry.words, files)
    if step.changes:
        _check_may_change(due, entry, files, out, today)
    return step


def _claimed(due: DueRow, entry: Entry, out: Collector) -> tuple[Decimal | None, Decimal | None]:
    """Return the quantity of a row and the whole that it is a part of; report what does not fit the commitment."""
    taken = ENTERED[due.asks]
    for name in entry.quantities.keys() - set(taken):
        wanted = " and ".join(HEADINGS[PLACE[one]].title for one in taken)
        message = f"this commitment takes {wanted}, and nothing here: clear the cell"
        out.add("cell.not_taken", entry.at(name), message, value=plain(entry.quantities[name]))
    if due.asks is Asks.SHARE:
        return _share(entry, out)
    claimed = entry.quantities.get("claimed")
    if claimed is None and due.asks is Asks.QUANTITY:
        message = f"this is counted in {due.unit}: write how much, 0 if nothing was delivered"
        out.add("quantity.missing", entry.at("claimed"), message)
    return (claimed if due.asks in {Asks.QUANTITY, Asks.RECORD} else None), None


def _share(entry: Entry, out: Collector) -> tuple[Decimal | None, Decimal | None]:
    part, whole = entry.quantities.get("part"), entry.quantities.get("whole")
    for name, value in (("part", part), ("whole", whole)):
        if value is None:
            message = "a percentage is reported as a part of a whole: write both, such as 12 of 36"
            out.add("share.missing", entry.at(name), message)
    if part is None or whole is None:
        return None, None
    if part > whole:
        message = f"{plain(part)} is more than the whole, {plain(whole)}: look which of the two is wrong"
        out.add("share.too_large", entry.at("part"), message, value=plain(part))
    return part, whole


def _outcome(
    due: DueRow, claimed: Decimal | None, whole: Decimal | None, words: str, files: Sequence[LinesFile]
) -> Outcome:
    newest = due.newest
    if newest is None:
        return "submitted"
    kept = {link.file.digest for link in newest.evidence}
    same = (newest.claimed, newest.whole, newest.words) == (claimed, whole, words)
    return "unchanged" if same and all(file.digest in kept for file in files) else "superseded"


def _check_may_change(due: DueRow, entry: Entry, files: Sequence[LinesFile], out: Collector, today: date) -> None:
    """Report a period that lies ahead, and one that is settled."""
    label = f"{due.starts_on} to {due.ends_on}"
    try:
        rules.check_begun(label=label, starts_on=due.starts_on, today=today)
        if due.newest is not None:
            rules.check_may_supersede(due.newest.status, label=label, revision=due.newest.revision)
    except (PeriodNotBegun, PeriodSettled) as refused:
        out.add(refused.code, entry.at("title"), refused.sentence, value=due.commitment.title)
    if (count := len(kept_files(due.newest, files)) + len(files)) > MOST_FILES:
        message = f"would rest on {count} files, and a claim rests on at most {MOST_FILES}: report this row by itself"
        out.add("files.too_many", entry.at("title"), message, value=due.commitment.title)


def _file(contract: Contract, due: DueRow, lines: Lines) -> LinesFile:
    """Return lines as CSV, under a name that says what they are of."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(lines.columns)
    writer.writerows(lines.rows)
    title = lines.sheet.lower().replace(" ", "-")
    name = f"{contract.reference}-{due.commitment.position}-{due.starts_on}-{title}.csv"
    return LinesFile(name, text.getvalue().encode())


def kept_files(newest: DeliveryUpdate | None, files: Sequence[LinesFile]) -> list[EvidenceFile]:
    """Return the files of the newest revision that go on with the next: those that no new lines take the place of."""
    replaced = {file.name for file in files}
    return [link.file for link in newest.evidence if link.file.filename not in replaced] if newest else []
