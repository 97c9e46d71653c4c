"""What the guides say can be done can be done: every call they name exists, for the reader they are for.

That each call works is shown by the examples, which are recorded from it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.identity.rules import Role
from app.kit.endpoint import Access
from app.kit.settings import Settings
from app.openapi import recorded
from app.organisations.rules import OrganisationKind
from tests.journeys.recording import routes
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {path.stem: path for path in (ROOT / "docs" / "guides").glob("*.md")}
ROLE = {"operator": Role.ADMIN}
"""The role that the reader of a guide holds, where it has another name."""

_CALL = re.compile(r"`(GET|POST|PUT)\s+(/[^\s`?]*)")


def _calls(text: str) -> Iterator[tuple[str, str]]:
    yield from _CALL.findall(text)


def _access() -> dict[tuple[str, str], Access]:
    return {
        (method, route.path): getattr(route.endpoint, "access")  # noqa: B009 - set by Routes, unknown to the checker
        for route in routes()
        for method in route.methods or ()
    }


def test_there_is_a_guide_for_each_user() -> None:
    assert set(GUIDES) == {"buyer", "evaluator", "supplier", "commissioner", "auditor", "operator"}


@pytest.mark.parametrize("user", sorted(GUIDES))
def test_every_call_of_a_guide_exists_and_is_for_its_reader(user: str) -> None:
    known = _access()
    for call in _calls(GUIDES[user].read_text(encoding="utf-8")):
        assert call in known, call
        may = known[call].may
        assert not may or ROLE.get(user, Role(user) if user in set(Role) else None) in may, call


@pytest.mark.parametrize("user", sorted(GUIDES))
def test_every_refusal_of_a_guide_is_one_that_the_service_gives(user: str) -> None:
    text = GUIDES[user].read_text(encoding="utf-8")
    named = {code for row in re.findall(r"^\| (`.+?) \|", text, re.MULTILINE) for code in re.findall(r"`(\S+?)`", row)}
    assert named
    assert named - set(recorded()["problems"]) == set()


def test_no_act_of_an_authority_or_a_supplier_is_missing_from_the_guides() -> None:
    told = {call for path in GUIDES.values() for call in _calls(path.read_text(encoding="utf-8"))}
    acts = {call for call, access in _access().items() if access.write}
    assert acts - told == set()


def test_the_settings_of_the_first_page_are_those_that_are_read() -> None:
    told = set(re.findall(r"^\| `(MAKEGOOD_\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert told == {f"MAKEGOOD_{each.name.upper()}" for each in fields(Settings)}


@pytest.mark.parametrize(
    "page", ["README.md", "CHANGELOG.md", "docs/glossary.md", *(f"docs/guides/{user}.md" for user in sorted(GUIDES))]
)
def test_every_link_to_a_file_leads_to_one(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_auditors_few_lines_check_a_proof_of_this_service(world: World, tmp_path: Path) -> None:
    trust = world.organisation(OrganisationKind.TRUST)
    for _ in range(5):
        world.person(trust, Role.BUYER)
    auditor = world.person(trust, Role.AUDITOR, name="Zoë O'Brien")
    auditor.make("/v1/audit/heads")
    (program,) = re.findall(r"```python\n(.*?)```", GUIDES["auditor"].read_text(encoding="utf-8"), re.DOTALL)
    proofs = [
        auditor.read(f"/v1/audit/events/{event['id']}/proof") for event in auditor.read("/v1/audit/events")["items"]
    ]
    for proof in proofs:
        assert _check(program, proof, tmp_path).startswith("The event stands in the log")
    proofs[0]["event"]["actor_name"] = "Somebody else"
    assert "the event was changed" in _check(program, proofs[0], tmp_path)


def _check(program: str, proof: object, home: Path) -> str:
    (home / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", program], cwd=home, capture_output=True, text=True, check=False)
    return done.stdout or done.stderr
