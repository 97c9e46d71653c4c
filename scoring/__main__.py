"""The command line of the library: evaluate, run cases, verify and question a result, assess evidence."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scoring.case import CaseReport, run_case
from scoring.certificate import certificate_of
from scoring.changes import changes
from scoring.design import design
from scoring.digest import read_strictly
from scoring.evaluation import evaluate
from scoring.evidence import command
from scoring.findings import Finding, Findings
from scoring.resolve import PACK_FORMAT, resolve
from scoring.stakes import read_pledges, stakes_of
from scoring.text_report import printable, report
from scoring.verify import verify

HOLDS, FAILS, REFUSED = 0, 1, 2
"""Exit codes: as stated; not as stated; no result because of findings."""

LARGEST_FILE = 64 * 1024 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    run = {
        "case": lambda: _cases(options.files, options.rubrics),
        "certificate": lambda: _questioned(options),
        "changes": lambda: _changes(options),
        "design": lambda: _design(options),
        "evidence": lambda: command.run_command(options),
        "reassess": lambda: command.run_command(options),
        "stakes": lambda: _questioned(options),
        "verify": lambda: _verify(options.result),
    }
    if options.command in run:
        return run[options.command]()
    if options.case is not None:
        return _cases([options.case], options.rubrics)
    if options.rubric is None or options.bids is None:
        parser.error("evaluate needs RUBRIC and BIDS, or --case FILE")
    return _evaluate(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scoring", description="Exact scoring of tenders.")
    commands = parser.add_subparsers(dest="command", required=True)
    scored = commands.add_parser("evaluate", help="evaluate bids against a rubric or a pack")
    scored.add_argument("rubric", nargs="?", type=Path, help="rubric or pack, a JSON file")
    scored.add_argument("bids", nargs="?", type=Path, help="bids, a JSON file")
    scored.add_argument("--out", type=Path, help="write the result document to this file")
    scored.add_argument("--trace", type=int, metavar="DEPTH", help="print the account of each bid to this depth")
    scored.add_argument("--case", type=Path, help="run a golden case instead")
    cases = commands.add_parser("case", help="run golden cases and say which expectation fails")
    cases.add_argument("files", nargs="+", type=Path)
    drafted = commands.add_parser("design", help="what to look at in a rubric before it is published")
    drafted.add_argument("rubric", type=Path, help="rubric or pack, a JSON file")
    drafted.add_argument("--contract", type=Path, help="what is known of the contract, a JSON file: value, years ...")
    drafted.add_argument("--json", action="store_true", help="print the whole document instead of sentences")
    for each in (scored, cases, drafted):
        each.add_argument(
            "--rubrics", type=Path, default=Path("rubrics"), help="directory of packs, measures and tables"
        )
    checked = commands.add_parser("verify", help="recompute a result from its file alone")
    checked.add_argument("result", type=Path)
    _add_questions(commands)
    command.add_commands(commands)
    return parser


def _add_questions(commands: Any) -> None:
    """Add the commands that ask more of a result than it states."""
    certified = commands.add_parser("certificate", help="what single change would make another bid the winner")
    certified.add_argument("result", type=Path)
    certified.add_argument("--panel", type=Path, help="individual marks, a JSON object: bid, criterion, list of marks")
    certified.add_argument("--weight-uncertainty", metavar="PERCENT", help="as published: per cent of each weight")
    staked = commands.add_parser("stakes", help="what rested on each pledge")
    staked.add_argument("result", type=Path)
    staked.add_argument("pledges", nargs="?", type=Path, help="a JSON list of pledges; else every scored answer")
    compared = commands.add_parser("changes", help="what changed from one result to another, and why")
    compared.add_argument("before", type=Path)
    compared.add_argument("after", type=Path)
    for each in (certified, staked, compared):
        each.add_argument("--lot", help="the code of the lot, where there are several")
        each.add_argument("--json", action="store_true", help="print the whole document instead of sentences")


def _evaluate(options: argparse.Namespace) -> int:
    rubric, bids = _read(options.rubric), _read(options.bids)
    if isinstance(rubric, dict) and rubric.get("format") == PACK_FORMAT:
        rubric = _resolve(rubric, options.rubrics)
    if isinstance(rubric, Findings):
        return _refuse(rubric, options.rubric)
    if isinstance(bids, Findings):
        return _refuse(bids, options.bids)
    result = evaluate(rubric, bids)
    if isinstance(result, Findings):
        return _refuse(result, options.bids)
    print("\n".join(report(result, options.trace)))
    document = result.to_mapping()
    print(f"\nResult {document['digests']['result']}")
    if options.out is not None:
        try:
            options.out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            return _refuse(
                Findings([Finding("file.unwritable", "", f"cannot be written: {error.strerror}")]), options.out
            )
        print(f"Written to {options.out}")
    return HOLDS


def _verify(path: Path) -> int:
    document = _read(path)
    if isinstance(document, Findings):
        return _refuse(document, path)
    verification = verify(document)
    print(printable(verification.sentence))
    unreadable = {"document.not_an_object", "format.unknown"} & set(verification.findings.codes)
    return HOLDS if verification.holds else REFUSED if unreadable else FAILS


def _questioned(options: argparse.Namespace) -> int:
    """Print the certificate or the stakes of one lot of a result that holds."""
    document = _holding(options.result)
    if isinstance(document, int):
        return document
    lots = [lot["lot"] for lot in document["lots"]]
    if options.lot is None and len(lots) != 1:
        message = f"the result has {len(lots)} lots ({', '.join(lots)}): name one with --lot"
        return _refuse(Findings([Finding("lot.unclear", "lot", message)]), options.result)
    lot = options.lot or lots[0]
    given = options.panel if options.command == "certificate" else options.pledges
    more = None if given is None else _read(given)
    if isinstance(more, Findings):
        return _refuse(more, given)
    if options.command == "certificate":
        found = certificate_of(document, lot, more, weight_uncertainty_percent=options.weight_uncertainty)
        return _told(found, options, options.result)
    pledges = None if more is None else read_pledges(more)
    if isinstance(pledges, Findings):
        return _refuse(pledges, given)
    ledger = stakes_of(document, lot, pledges)
    return _told(ledger if isinstance(ledger, Findings) else ledger.to_mapping(), options, given or options.result)


def _changes(options: argparse.Namespace) -> int:
    before, after = _holding(options.before), _holding(options.after)
    if isinstance(before, int) or isinstance(after, int):
        return max(code for code in (before, after) if isinstance(code, int))
    return _told(changes(before, after, options.lot), options, options.after)


def _design(options: argparse.Namespace) -> int:
    rubric = _read(options.rubric)
    contract = None if options.contract is None else _read(options.contract)
    if isinstance(rubric, dict) and rubric.get("format") == PACK_FORMAT:
        rubric = _resolve(rubric, options.rubrics)
    if isinstance(rubric, Findings):
        return _refuse(rubric, options.rubric)
    if isinstance(contract, Findings):
        return _refuse(contract, options.contract)
    return _told(design(rubric, contract), options, options.rubric)


def _holding(path: Path) -> dict[str, Any] | int:
    """Return the result document in a file, or the exit code after saying why it cannot be relied on."""
    document = _read(path)
    if isinstance(document, Findings):
        return _refuse(document, path)
    verification = verify(document)
    if verification.holds and isinstance(document, dict):
        return document
    print(printable(f"{path}: {verification.sentence}"), file=sys.stderr)
    unreadable = {"document.not_an_object", "format.unknown"} & set(verification.findings.codes)
    return REFUSED if unreadable else FAILS


def _told(found: dict[str, Any] | Findings, options: argparse.Namespace, path: Path) -> int:
    if isinstance(found, Findings):
        return _refuse(found, path)
    if options.json:
        print(json.dumps(found, ensure_ascii=True, indent=1))
    else:
        print("\n".join(printable(line) for line in found["said"]))
    return HOLDS


def _cases(files: Sequence[Path], rubrics: Path) -> int:
    worst = HOLDS
    for path in files:
        case = _read(path)
        outcome = case if isinstance(case, Findings) else run_case(case, lambda name: _pack(name, rubrics))
        worst = max(worst, _refuse(outcome, path) if isinstance(outcome, Findings) else _said(outcome))
    return worst


def _said(outcome: CaseReport) -> int:
    print(printable(f"{'holds' if outcome.holds else 'FAILS'}  {outcome.id}  {outcome.title}"))
    for failure in outcome.failures:
        print(printable(f"       {failure}"))
    return HOLDS if outcome.holds else FAILS


def _pack(name: str, rubrics: Path) -> dict[str, Any] | Findings:
    """Return the resolved rubric of the pack "id@version" under a directory of rubrics."""
    identifier, _, version = name.partition("@")
    if not all(part.replace("-", "").replace(".", "").isalnum() for part in (identifier, version)):
        return Findings([Finding("pack.unknown", "pack", "must be named as id@version", name)])
    pack = _read(rubrics / "packs" / identifier / f"{version}.json")
    return pack if isinstance(pack, Findings) else _resolve(pack, rubrics)


def _resolve(pack: dict[str, Any], rubrics: Path) -> dict[str, Any] | Findings:
    library = _read(rubrics / "measures" / "library.json")
    if isinstance(library, Findings):
        return library
    tables: dict[str, Any] = {}
    for path in sorted((rubrics / "tables").glob("*.json")):
        table = _read(path)
        if isinstance(table, Findings):
            return table
        tables[path.stem] = table
    return resolve(pack, library, tables)


def _read(path: Path) -> Any | Findings:
    """Return the document in a file, or why it cannot be read."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            return Findings([Finding("file.too_large", str(path), f"is larger than {LARGEST_FILE // 2**20} MB")])
        return read_strictly(path.read_bytes())
    except OSError as error:
        return Findings([Finding("file.unreadable", str(path), f"cannot be read: {error.strerror}")])


def _refuse(findings: Findings, path: Path) -> int:
    """Print every finding and return the exit code that says there is no result."""
    print(f"{path}: {len(findings)} finding{'s' if len(findings) != 1 else ''}, no result", file=sys.stderr)
    for finding in findings:
        print(printable(f"  {finding.code}  {finding}"), file=sys.stderr)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
