"""Runs an engine over files for a person: `python -m scoring evidence ENGINE FILES…`, and `reassess`."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from scoring.digest import read_strictly
from scoring.evidence.assessment import Assessment
from scoring.evidence.engines import MODULES, File, run
from scoring.evidence.reassess import reassess
from scoring.findings import Finding, Findings
from scoring.text_report import printable

HOLDS, FAILS, REFUSED = 0, 1, 2
MOST_SHOWN: Final = 20
LOCAL_SPEND: Final = "local-spend"


def add_commands(commands: Any) -> None:
    """Add `evidence` and `reassess` to the commands of the library."""
    proved = commands.add_parser("evidence", help="what lines of evidence come to: local spend, wages, carbon, people")
    proved.add_argument("engine", choices=sorted(MODULES))
    proved.add_argument("files", nargs="+", type=Path, help="CSV or XLSX files")
    proved.add_argument("--settings", type=Path, help="what the buyer settled on, a JSON file")
    proved.add_argument("--area", type=Path, help="local spend: the area of the contract, a JSON file")
    proved.add_argument("--json", type=Path, metavar="OUT", help="write the assessment to this file")
    proved.add_argument(
        "--lines", type=Path, metavar="OUT", help="local spend: write what became of every line, as CSV"
    )
    proved.add_argument("--keys", type=Path, metavar="OUT", help="local spend: write the keys of what was counted")
    checked = commands.add_parser("reassess", help="recompute an assessment from the evidence that was kept")
    checked.add_argument("assessment", type=Path, help="the assessment, a JSON file")
    checked.add_argument("files", nargs="+", type=Path, help="the files that were assessed, in the same order")
    for command in (proved, checked):
        command.add_argument("--rubrics", type=Path, default=Path("rubrics"), help="directory of tables and geography")
        command.add_argument("--postcodes", type=Path, metavar="CSV", help="an ONS postcode directory, with --edition")
        command.add_argument("--edition", help='what its publisher calls it, such as "ONSPD February 2026"')
        command.add_argument("--earlier", type=Path, help="keys of invoices that earlier reports counted, a JSON list")
        command.add_argument("--identifiers", type=Path, help="postcodes by identifier of a payee, a JSON file")
        command.add_argument("--deprivation", type=Path, help="deciles by LSOA or district, a JSON file")
        command.add_argument("--cache", type=Path, help="folder to keep the directory of postcodes in between runs")


def run_command(options: argparse.Namespace) -> int:
    """Run `evidence` or `reassess` and return the exit code."""
    engine = getattr(options, "engine", None)
    document = None if engine else _read(options.assessment)
    if isinstance(document, Findings):
        return _refused(document)
    if isinstance(document, dict):
        engine = str(document.get("engine"))
    references = _references(str(engine), options)
    if isinstance(references, Findings):
        return _refused(references)
    files = [File(path.name, str(path)) for path in options.files]
    if isinstance(document, dict):
        outcome = reassess(document, files, references)
        print(printable(outcome.sentence))
        return HOLDS if outcome.holds else FAILS
    settings = _settings(options)
    if isinstance(settings, Findings):
        return _refused(settings)
    if engine == LOCAL_SPEND and (options.lines or options.keys):
        return _with_lines(files, settings, references, options)
    assessment = run(str(engine), files, settings, references)
    return _refused(assessment) if isinstance(assessment, Findings) else _told(assessment, options)


def _with_lines(
    files: Sequence[File], settings: Mapping[str, Any], references: Mapping[str, Any], options: argparse.Namespace
) -> int:
    """Run local spend, and write what became of every line or the keys of what was counted."""
    from scoring.evidence import local_spend  # noqa: PLC0415 - only local spend needs the columnar library

    examined = local_spend.examine([local_spend.Ledger(*file) for file in files], settings, references)
    if isinstance(examined, Findings):
        return _refused(examined)
    if options.lines:
        examined.write_lines(str(options.lines))
    if options.keys:
        options.keys.write_text(json.dumps(examined.keys(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return _told(examined.assessment, options)


def _settings(options: argparse.Namespace) -> dict[str, Any] | Findings:
    """Return the settings, with the area put in where it is a file of its own."""
    given = {} if options.settings is None else _read(options.settings)
    area = None if options.area is None else _read(options.area)
    if isinstance(given, Findings) or isinstance(area, Findings):
        return Findings(
            [*(given if isinstance(given, Findings) else ()), *(area if isinstance(area, Findings) else ())]
        )
    if not isinstance(given, dict):
        return Findings([Finding("document.not_an_object", "settings", "must be a JSON object")])
    return given if area is None else {**given, "area": area}


def _references(engine: str, options: argparse.Namespace) -> dict[str, Any] | Findings:
    """Return the bodies of facts that an engine may ask for."""
    found: dict[str, Any] = {}
    for folder in ("tables", "measures", "geography"):
        for path in sorted((options.rubrics / folder).glob("*.json")):
            document = _read(path)
            if isinstance(document, Findings):
                return document
            found[path.stem if folder == "tables" else folder] = document
    for name in ("earlier", "identifiers", "deprivation"):
        given = getattr(options, name)
        document = None if given is None else _read(given)
        if isinstance(document, Findings):
            return document
        if document is not None:
            found[name] = document
    if engine == LOCAL_SPEND:
        found["postcodes"] = _directory(options)
    return found["postcodes"] if isinstance(found.get("postcodes"), Findings) else found


def _directory(options: argparse.Namespace) -> Any:
    """Return the directory of postcodes that was named, or the one that comes with the installation."""
    if (options.postcodes is None) != (options.edition is None):
        message = "name the directory and its edition together: --postcodes CSV --edition NAME"
        return Findings([Finding("directory.unclear", "--edition", message)])
    try:
        from scoring.evidence import directory, directory_cache  # noqa: PLC0415 - only local spend needs them
    except ModuleNotFoundError as error:
        message = f"local spend needs the package {error.name}, which is not installed: run `make setup`"
        return Findings([Finding("engine.not_installed", "engine", message)])
    kept = directory_cache.Folder(str(options.cache or Path.home() / ".cache" / "makegood"))
    if options.postcodes is None:
        return directory.packaged(kept)
    return directory.from_csv(str(options.postcodes), options.edition, kept=kept)


def _told(assessment: Assessment, options: argparse.Namespace) -> int:
    """Print what the evidence comes to; write the document where that was asked for."""
    for quantity in assessment.quantities.values():
        print(printable(quantity.said))
    count = len(assessment.findings) if assessment.finding_count is None else assessment.finding_count
    if count:
        print(f"\n{count:,} finding{'' if count == 1 else 's'}:")
    for finding in assessment.findings[:MOST_SHOWN]:
        value = "" if finding.value is None else f" [{finding.value}]"
        print(printable(f"  {finding.code}  {finding}{value}"))
    if count > MOST_SHOWN:
        print(f"  and {count - MOST_SHOWN:,} more")
    print()
    for reference in assessment.references:
        print(printable(f"By {reference.id}, edition {reference.edition}, {reference.digest}"))
    document = assessment.to_mapping()
    print(f"Assessment {document['digests']['assessment']}")
    if options.json is not None:
        options.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"Written to {options.json}")
    return HOLDS


def _read(path: Path) -> Any | Findings:
    try:
        return read_strictly(path.read_bytes())
    except OSError as error:
        return Findings([Finding("file.unreadable", str(path), f"cannot be read: {error.strerror}")])


def _refused(findings: Findings) -> int:
    print(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}, nothing assessed", file=sys.stderr)
    for finding in findings:
        print(printable(f"  {finding.code}  {finding}"), file=sys.stderr)
    return REFUSED
