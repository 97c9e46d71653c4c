"""Releases the play as open data as it goes on, and leaves releases, record and drafts of notices as files."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app.demo.narration import Narration
from app.demo.stage import Stage
from app.demo.user import User
from app.opendata.notices.ticking import Outcome
from app.opendata.releases.numbers import dump, load

FOLDER: Final = "ocds"
NOTICES: Final[Mapping[str, str]] = {
    "uk4-tender": "/v1/tenders/{tender}/tender-notice",
    "uk6-award": "/v1/awards/{award}/award-notice",
    "uk7-details": "/v1/contracts/{contract}/details-notice",
    "uk9-performance": "/v1/contracts/{contract}/performance-notice",
}
"""The notices of a life that is not over: nothing of this contract was changed, and it has not ended."""

LISTS: Final = "lists"
PACKAGES: Final = ("releases", "record")
FILES: Final = (
    *(f"{FOLDER}/{name}.json" for name in (*PACKAGES, *NOTICES)),
    *(f"{FOLDER}/{LISTS}/{name}.json" for name in NOTICES),
)


def release(stage: Stage, say: Narration, tender: Mapping[str, Any]) -> None:
    """Release what of the tender has become public since the last release, and say what that is."""
    made = stage.buyer.do(f"/v1/tenders/{tender['id']}/releases")
    say.line(f"open data: release {made['release_id']} tells of {', '.join(made['tags'])}")


def fetch(reader: User, opened: Mapping[str, str] | None, out: Path, say: Narration) -> None:
    """Leave the releases, the record, and every notice as a release with the list of what its regulation wants.

    `opened` names tender, award and contract; None for a play of before there was open data.
    """
    if opened is None:
        return
    folder = out / FOLDER
    (folder / LISTS).mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        (folder / f"{name}.json").write_bytes(reader.download(f"/v1/tenders/{opened['tender']}/{name}"))
    rows = []
    for name, path in NOTICES.items():
        draft = load(reader.download(path.format(**opened)))
        (folder / f"{name}.json").write_text(dump(draft.pop("release"), indent=1) + "\n", encoding="utf-8")
        (folder / LISTS / f"{name}.json").write_text(dump(draft, indent=1) + "\n", encoding="utf-8")
        counts = Counter(element["outcome"] for element in draft["elements"])
        rows.append([f"{name}.json", draft["title"], *(str(counts[outcome]) for outcome in Outcome)])
    say.line(f"in {folder}, releases.json, record.json, and drafts for the platform; {LISTS}/ has what each wants:")
    say.table(["file", "notice", "there", "to be added", "not for this one"], rows)
    say.line(f"makegood validate-ocds {folder}/*.json --schema FOLDER checks them by the official schemas")
