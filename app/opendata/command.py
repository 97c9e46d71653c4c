"""The import of notice files for the command line: what would become of each, counted, with or without a database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.opendata import service, shapes
from app.opendata.amending import Effect
from app.opendata.ocds import Mapped, label
from app.opendata.reading import Finding
from app.opendata.schemas import ImportOut


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: its releases, or the reason why it holds none."""

    path: Path
    document: Any
    mapped: Sequence[Mapped]
    unreadable: Finding | None
    crash: str | None = None

    @property
    def counts(self) -> Counter[str]:
        """Return how many releases there are, became drafts, came with a rubric, have findings, have only those."""
        return Counter(
            files=1,
            unreadable=int(self.unreadable is not None),
            crashed=int(self.crash is not None),
            releases=len(self.mapped),
            drafts=sum(one.tender is not None for one in self.mapped),
            rubrics=sum(one.rubric is not None for one in self.mapped),
            findings=sum(bool(one.findings) for one in self.mapped),
            only_findings=sum(one.tender is None for one in self.mapped),
        )


def examine(paths: Sequence[Path]) -> Iterator[FileReport]:
    """Yield what would become of each file; a folder stands for the JSON files in it. Changes nothing."""
    for path in paths:
        for file in sorted(path.rglob("*.json")) if path.is_dir() else [path]:
            yield _examine(file)


def _examine(path: Path) -> FileReport:
    try:
        document = shapes.read_document(path.read_bytes())
    except OSError as error:
        document = Finding("file.unreadable", "", f"the file cannot be read: {error.strerror}")
    if isinstance(document, Finding):
        return FileReport(path, None, (), document)
    try:
        return FileReport(path, document, service.map_document(document), None)
    except Exception as error:  # noqa: BLE001 - a fault of the mapping must be counted, not end the count
        return FileReport(path, document, (), None, crash=f"{type(error).__name__}: {error}")


def lines(report: FileReport, *, every_finding: bool) -> Iterator[str]:
    """Yield what to print about one file: its counts, and each finding where asked for."""
    if report.unreadable is not None:
        yield f"{report.path.name}: not a notice: {report.unreadable.message}"
        return
    if report.crash is not None:
        yield f"{report.path.name}: CRASHED: {report.crash}"
        return
    yield f"{report.path.name}: {said(report.counts)}"
    if not every_finding:
        return
    for mapped in report.mapped:
        yield f"  {label(mapped)}: {'draft' if mapped.tender is not None else 'no draft'}"
        for finding in mapped.findings:
            value = "" if finding.value is None else f" [{finding.value}]"
            yield f"    {finding.code} at {finding.place or 'the release'}: {finding.message}{value}"


def imported(made: ImportOut) -> Iterator[str]:
    """Yield what to print about the drafts that were made of one file."""
    for item in made.items:
        if item.amends is not None:
            applied = sum(each.effect is Effect.APPLIED for each in item.differences)
            said = f"{len(item.differences)} differences in the amended notice, {applied} put into the draft"
            yield f"  {item.amends}: {said}"
        elif item.tender_id is not None:
            rubric = " with a draft rubric" if item.rubric_id else ""
            yield f"  {item.reference}: {item.title}{rubric}; {len(item.findings)} findings"


def said(counts: Counter[str]) -> str:
    """Return counts as a sentence."""
    return (
        f"{counts['releases']} releases, {counts['drafts']} became drafts ({counts['rubrics']} with a draft rubric), "
        f"{counts['findings']} yielded findings ({counts['only_findings']} of them findings only)"
    )


def total(counts: Counter[str]) -> str:
    """Return the last line: everything together, and how many files the mapping broke on."""
    unreadable = f", {counts['unreadable']} of them no notice" if counts["unreadable"] else ""
    return f"Total of {counts['files']} files{unreadable}: {said(counts)}, {counts['crashed'] or 'none'} crashed."
