"""Holds every document in a folder to the standards it claims, in all its forms, and prints what came out as a table.

`python -m standards FOLDER` is what `make documents` runs after the demonstration has left its documents there.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.documents.codec import UnreadableContent
from app.documents.fonts import printable
from app.documents.verifying import verify
from app.documents.wording import plural
from standards import browser, counterpart, tag_rules, tag_tree, verapdf
from standards.chromium import WAY_OUT, chromium

STANDARDS: Final = {verapdf.PDF_A: "PDF/A-3a", verapdf.PDF_UA: "PDF/UA-1"}
MOST_SAID: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a form of a document, what it was held to, how many things were looked at, what failed."""

    document: str
    pages: str
    standard: str
    assertions: int | None
    failures: tuple[str, ...] = ()

    @property
    def result(self) -> str:
        """Say in a word how it came out; nothing looked at is no success."""
        if self.assertions is None:
            return "not run"
        return "FAILS" if self.failures or not self.assertions else "holds"


def main() -> int:
    """Check the folder that is named and return the exit status: 0 when everything holds that could be looked at."""
    parser = argparse.ArgumentParser(prog="python -m standards", description="Documents held to their standards.")
    parser.add_argument("folder", type=Path, help="where a document lies as NAME.pdf, NAME.html and NAME.json")
    folder: Path = parser.parse_args().folder
    documents = sorted(folder.glob("*.pdf"))
    if not documents:
        print(f"There is no document in {folder}.", file=sys.stderr)
        return 2
    lines = [*_of_pdfs(documents), *_of_pages(documents), *_of_data(documents)]
    lines.sort(key=lambda line: line.document)
    _print(lines)
    if chromium() is None:
        print(f"\n{WAY_OUT}")
    failed = sum(line.result == "FAILS" for line in lines)
    print(f"\n{len(lines)} checks of {plural(len(documents), 'document')}: {failed or 'none'} failed.")
    return 1 if failed else 0


def _of_pdfs(documents: list[Path]) -> Iterator[Line]:
    """Yield what veraPDF and our own rules say of each PDF: it is held to what it claims, and must claim it."""
    read = {path: tag_tree.read(path) for path in documents}
    claimed = {path: tag_rules.claimed(found) for path, found in read.items()}
    for verdict in verapdf.validate(claimed):
        path = Path(verdict.file)
        standard = STANDARDS[verdict.profile]
        yield Line(path.stem, str(read[path].pages), standard, verdict.assertions, verdict.failures)
    for path, found in read.items():
        elements = sum(1 for _ in found.root.all())
        yield Line(path.stem, str(found.pages), "tag tree", elements, tag_rules.findings(found))
        page = path.with_suffix(".html")
        if not page.exists():
            yield Line(path.stem, "", "all three forms", 0, (f"there is no {page.name}",))
            continue
        told = counterpart.differences(printable(page.read_text(encoding="utf-8")), found)
        yield Line(path.stem, str(found.pages), "PDF says what HTML says", elements, told)


def _of_pages(documents: list[Path]) -> Iterator[Line]:
    """Yield what a browser finds of each page, where there is a browser."""
    paths = [path.with_suffix(".html") for path in documents if path.with_suffix(".html").exists()]
    if chromium() is None:
        yield from (Line(path.stem, "", "WCAG 2.2 AA (axe)", None) for path in paths)
        return
    kept = {f"/{path.name}": path.read_text(encoding="utf-8") for path in paths}
    with browser.looking(browser.pages(kept)) as looker:
        for path in paths:
            seen = looker.findings(f"/{path.name}")
            yield Line(path.stem, "", "WCAG 2.2 AA (axe)", seen.rules, seen.findings)


def _of_data(documents: list[Path]) -> Iterator[Line]:
    """Yield whether the data of each document recompute to what they say."""
    for path in documents:
        data = path.with_suffix(".json")
        if not data.exists():
            yield Line(path.stem, "", "all three forms", 0, (f"there is no {data.name}",))
            continue
        found = json.loads(data.read_bytes())
        try:
            checks = verify(found)
        except UnreadableContent as error:
            yield Line(path.stem, "", str(found.get("format")), 1, (str(error),))
            continue
        wrong = tuple(check.sentence for check in checks if check.holds is False)
        yield Line(path.stem, "", str(found["format"]), len(checks), wrong)


def _print(lines: Iterable[Line]) -> None:
    rows = [("document", "pages", "standard", "assertions", "result")]
    rows += [
        (each.document, each.pages, each.standard, f"{each.assertions:,}" if each.assertions else "", each.result)
        for each in lines
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    said = iter([(), *(each.failures for each in lines)])
    for row in rows:
        cells = (
            cell.rjust(width) if column in {1, 3} else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
        failures = next(said)
        for failure in failures[:MOST_SAID]:
            print(f"    {failure}")
        if len(failures) > MOST_SAID:
            print(f"    and {len(failures) - MOST_SAID} more")


if __name__ == "__main__":
    sys.exit(main())
