"""What pages print of the same content, and under which name: a PDF is held word for word against its data by it."""

import json
import os
from pathlib import Path
from typing import Any

from app.documents.html import PAGES, to_html
from scoring.digest import digest_of_bytes
from tests.documents.page import read
from tests.standards.printed import NAMES, document

KEPT = Path(__file__).parents[1] / "documents" / "pages" / "words.json"
WRITE = "MAKEGOOD_WRITE_PAGES"
WAY_OUT = (
    "These pages print other words than those that were issued under the same name, so that a true PDF of before would "
    "be called false. Give PAGES in app/documents/html.py the next number, and then run: "
    f"{WRITE}=1 python -m pytest tests/standards/test_page_words.py"
)


def printed() -> dict[str, str]:
    """Return the digest of the words of every page, by the name of its document."""
    return {name: digest_of_bytes(" ".join(read(to_html(document(name))).text.split()).encode()) for name in NAMES}


def test_a_page_that_prints_other_words_bears_another_name() -> None:
    words = printed()
    if WRITE in os.environ:
        found = {"pages": PAGES, "words": words}
        KEPT.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    differ = sorted(name for name in NAMES if kept["words"].get(name) != words[name])
    assert kept["pages"] == PAGES, f"What pages print under the new name is not kept yet. Run it with {WRITE}=1."
    assert differ == [], WAY_OUT
