"""The record of an evaluation and of a contract leave as one archive that says what is in it, and that verifies."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.audit import inclusion
from app.audit.inclusion import Proof
from app.documents import verifying_archive
from app.documents.verifying_archive import verify_many
from app.documents.verifying_file import Asked, Verified
from app.exports.paths import in_path
from app.exports.rules import FORMAT, keep_until
from app.identity.rules import Role
from scoring import verify
from tests.contracts import whole_life
from tests.contracts.whole_life import Life
from tests.journeys import building
from tests.public.test_secrets import BIDDERS
from tests.world import Client, World


def taken(client: Client, address: str) -> tuple[dict[str, Any], bytes]:
    """Ask for an export, have it made, and return what is said of it and the archive."""
    asked = client.make(address)
    assert (asked["state"], asked["digest"]) == ("waiting", None)
    early = client.get(f"/v1/exports/{asked['id']}/file")
    assert (early.status_code, early.json()["code"]) == (409, "export.not_ready")
    client.world.run_jobs()
    made = client.read(f"/v1/exports/{asked['id']}")
    answer = client.get(f"/v1/exports/{asked['id']}/file")
    assert (made["state"], made["done"], answer.headers["content-type"]) == ("ready", made["total"], "application/zip")
    assert answer.headers["etag"] == f'"{made["digest"]}"'
    assert made["digest"] == f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    return made, answer.content


def opened(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest of an archive and its files, each held against what the manifest says of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["format"] == FORMAT
    told = {one["path"]: (one["size"], one["digest"]) for one in manifest["files"]}
    held = {path: (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") for path, data in files.items()}
    assert told == held
    return manifest, files


def check_log(files: dict[str, bytes]) -> set[str]:
    """Check every event of the extract against the head, and return what happened."""
    extract = json.loads(files["audit/events.json"])
    for one in extract["events"]:
        proof = Proof(one["event"], one["position"], tuple(one["path"]), extract["head"], None)
        assert list(inclusion.failures(proof)) == []
    return {one["event"]["action"] for one in extract["events"]}


@pytest.fixture
def life(world: World) -> Life:
    return whole_life.delivering(world)


def check_without_the_service(content: bytes, place: Path) -> None:
    """Check an archive as somebody does who has nothing but the file."""
    place.write_bytes(content)
    with verifying_archive.opened(place) as source:
        found = verify_many(source, Asked())
    said = [check for one in found.files.values() if isinstance(one, Verified) for check in one.checks] + found.checks
    assert [check for check in said if check.holds is False] == []
    assert found.is_checked


def test_the_record_of_an_evaluation_holds_everything_and_verifies(life: Life, tmp_path: Path) -> None:
    auditor = life.team.auditor
    made, content = taken(auditor, f"/v1/awards/{life.ids['award_id']}/exports")
    manifest, files = opened(content)
    assert made["keep_until"] == manifest["keep"]["until"]
    assert "section 98" in made["keep_because"]
    assert manifest["absent"] == []
    text = b"\n".join(files.values()).decode("utf-8", "replace")
    for secret in (
        whole_life.answer_of("Acme", "1"),
        whole_life.rationale_of(0),
        whole_life.AGREED,
        *BIDDERS - {"Cedar"},
    ):
        assert secret in text
    assert whole_life.answer_of("Cedar", "2") not in text  # another lot
    results = [json.loads(data) for path, data in files.items() if path.startswith("results/")]
    assert results
    assert all(verify(result).holds for result in results)
    tender = auditor.read(f"/v1/tenders/{life.journey.tender_id}")
    rubric = f"sha256:{hashlib.sha256(files['rubric/rubric.json']).hexdigest()}"
    assert rubric == tender["rubric_digest"]
    kinds = {one["kind"] for one in manifest["files"]}
    assert {"document.json", "document.html", "document.pdf", "proof", "bid", "record", "audit.events"} <= kinds
    assert {"award.decided", "mark.made", "result.computed", "document.issued"} <= check_log(files)
    check_without_the_service(content, tmp_path / "record.zip")


def test_what_came_between_asking_and_making_is_in_the_archive_with_its_event(life: Life) -> None:
    address = f"/v1/contracts/{life.ids['contract_id']}"
    asked = life.team.buyer.make(f"{address}/exports")
    life.world.clock.at += timedelta(minutes=30)
    supplier = life.supplier("Acme")
    carried = next(one for one in supplier.read(address)["commitments"] if one["status"] == "carried")
    claim = {"period": {"starts_on": "2026-07-01", "ends_on": "2026-09-30"}, "claimed": "1", "words": "Later."}
    made = supplier.make(f"/v1/commitments/{carried['id']}/updates", claim)
    life.world.run_jobs()
    manifest, files = opened(life.team.buyer.get(f"/v1/exports/{asked['id']}/file").content)
    assert made["id"] in files["record/delivery_update.json"].decode()
    assert manifest["made_at"] == life.world.clock.at.isoformat().replace("+00:00", "Z")
    extract = json.loads(files["audit/events.json"])
    assert made["id"] in {one["event"]["subject_id"] for one in extract["events"]}
    check_log(files)


def test_the_same_record_gives_the_same_bytes(life: Life) -> None:
    address = f"/v1/contracts/{life.ids['contract_id']}/exports"
    asked = life.team.buyer.make(address)
    first = _built(life, asked["id"])
    assert first == _built(life, asked["id"])


def _built(life: Life, export_id: str) -> str:
    from app.exports.service import building  # noqa: PLC0415 - its inside, to make it twice

    made = building._made(life.world.service, UUID(export_id))  # noqa: SLF001 - as above
    assert made is not None
    return made[0]


def test_the_record_of_a_contract_holds_its_evidence(life: Life) -> None:
    made, content = taken(life.team.buyer, f"/v1/contracts/{life.ids['contract_id']}/exports")
    manifest, files = opened(content)
    index = json.loads(files["evidence/index.json"])["files"]
    assert made["kind"] == "contract"
    assert {one["path"] for one in index} <= files.keys()
    assert any(whole_life.EVIDENCE.encode() in files[one["path"]] for one in index)
    claims = json.loads(files["record/delivery_update.json"])
    assert any(whole_life.UPDATE in claim["words"] for claim in claims)
    assert {"contract.went_live", "update.submitted"} <= check_log(files)
    assert manifest["of"]["reference"] == made["reference"]


def test_whoever_keeps_away_or_is_somebody_else_gets_no_export(life: Life) -> None:
    world, address = life.world, f"/v1/awards/{life.ids['award_id']}/exports"
    asked = life.team.auditor.make(address)
    again = life.team.auditor.post(address)
    assert (again.status_code, again.json()["code"]) == (409, "export.under_way")
    world.run_jobs()
    undeclared = world.person(life.team.organisation_id, Role.BUYER)
    for refused in (undeclared.post(address), undeclared.get(f"/v1/exports/{asked['id']}/file")):
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict.declaration_needed")
    for stranger in (life.supplier("Acme"), life.supplier("Brook")):
        assert stranger.get(f"/v1/exports/{asked['id']}/file").status_code in {403, 404}
    elsewhere = building.authority(world)
    for address in (f"/v1/exports/{asked['id']}", f"/v1/exports/{asked['id']}/file"):
        assert elsewhere.auditor.get(address).status_code == 404


def test_a_record_is_kept_for_the_years_of_its_regime() -> None:
    rule = {"years": "3", "source": "An Act"}
    assert keep_until(rule, begins_on=date(2026, 5, 1))[0] == date(2029, 4, 30)
    assert keep_until(rule, begins_on=date(2028, 2, 29))[0] == date(2031, 2, 28)
    assert keep_until(None, begins_on=date(2026, 5, 1))[0] is None


def test_no_name_leads_out_of_an_archive() -> None:
    assert [in_path(name) for name in ("../..", "/etc/passwd", "C:\\x", "\u202egpj.exe", "")] == [
        "file", "etc-passwd", "C-x", "gpj.exe", "file",
    ]  # fmt: skip
