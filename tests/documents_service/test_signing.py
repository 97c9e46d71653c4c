"""Signing: after the rendering, with the key of an operator's file, never half done; and the proof of the issue."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfWriter

from app.documents import service as documents
from app.documents import verify
from app.documents.press import PrintJob
from app.documents.service import signing as service
from app.documents.signing import NotSigned, StampService, key_of
from app.documents.verifying_file import Asked, Verified, verify_bytes
from app.documents.verifying_signature import Trust, signatures
from app.kit.settings import Settings
from app.worker import handlers, run_pending, seal_logs
from tests.contracts_service.agreeing import code
from tests.documents import forging, keys
from tests.documents_service.issuing import Issued, award_summary, json_of, pdf_of
from tests.journeys.building import computed
from tests.world import World

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "auditor.md"
TRUST = Trust((keys.der(keys.authority()),))


@contextmanager
def signing_with(world: World, folder: Path, **more: Any) -> Iterator[None]:
    """Let the service of a world have a folder of keys."""
    before = world.service.settings
    object.__setattr__(world.service, "settings", replace(before, signing_keys=folder, **more))
    try:
        yield
    finally:
        object.__setattr__(world.service, "settings", before)


def authority_of(issued: Issued) -> UUID:
    """Return whose document it is."""
    found = issued.journey.team.buyer.organisation_id
    assert found is not None
    return found


def small(_job: PrintJob) -> bytes:
    """Return a PDF of one empty page, where what it says is of no matter."""
    made, writer = BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()


def run_jobs(world: World) -> None:
    """Do what waits, with a PDF that costs nothing."""
    run_pending(world.service, handlers(small))


def signed_at_once(world: World, folder: Path, work: Callable[[World], object]) -> Issued:
    """Issue an award summary whose authority has a key, and do what waits."""
    journey = computed(world)
    home = journey.team.buyer.organisation_id
    assert home is not None
    keys.put_p12(folder, home, keys.signer())
    with signing_with(world, folder):
        issued = award_summary(world, journey)
        assert how(issued)["state"] == "waiting"
        work(world)
    return issued


def how(issued: Issued) -> dict[str, Any]:
    """Return how a document is signed."""
    found: dict[str, Any] = issued.journey.team.buyer.read(f"{issued.path}/signature")
    return found


def test_a_document_is_signed_after_it_is_made_and_both_digests_are_kept(world: World, tmp_path: Path) -> None:
    issued = signed_at_once(world, tmp_path, run_jobs)
    buyer, team = issued.journey.team.buyer, issued.journey.team
    found, out = how(issued), buyer.read(issued.path)
    names = ("state", "profile", "signer", "issuer", "failure")
    assert [found[name] for name in names] == ["signed", "PAdES B-B", "Estuary Vale", "Test Root", None]
    assert out["pdf_signed"] is True
    assert out["pdf_digest"] == found["signed_digest"] != found["unsigned_digest"]
    pdf = pdf_of(buyer, out["id"])
    assert pdf.headers["etag"] == f'"{found["signed_digest"]}"'
    assert pdf.content.startswith(world.service.files.path(found["unsigned_digest"]).read_bytes())
    promised = json_of(buyer, out["id"])["signer"]
    assert (promised["name"], promised["certificate"]) == ("Estuary Vale", found["certificate"])
    (event,) = team.auditor.read("/v1/audit/events?action=document.signed")["items"]
    assert (event["after"]["pdf"], event["after"]["unsigned"]) == (found["signed_digest"], found["unsigned_digest"])
    assert code(buyer.post(f"{issued.path}/signature"))[1] == "document.signed"
    assert world.run_jobs() == 0
    assert code(buyer.get(f"{issued.path}/proof"))[1] == "audit.not_sealed_yet"
    seal_logs(world.service)
    assert buyer.read(f"{issued.path}/proof")["since"]["path"]


@pytest.fixture
def on_sqlite(_a_world: Callable[[], World]) -> World:
    """Return an empty world for what is the same on either database."""
    return _a_world()


def test_the_guide_shows_what_is_said_of_a_file_with_its_proof(
    on_sqlite: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = on_sqlite
    issued = signed_at_once(world, tmp_path, World.run_jobs)
    seal_logs(world.service)
    buyer = issued.journey.team.buyer
    pdf, proof = pdf_of(buyer, issued.document["id"]).content, buyer.read(f"{issued.path}/proof")
    checked = verify_bytes(pdf, Asked(trust=TRUST, proof=proof, head=proof["head"]["digest"]))
    assert failures(checked) == []
    said = " ".join(check.sentence for check in checked.checks if check.about == "log")
    assert "the log only grew" in said
    assert f"event {proof['position']} (from 0)" in said
    (tmp_path / "award.pdf").write_bytes(pdf)
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.pem").write_bytes(keys.authority().pem)
    brought = ["--trust", str(tmp_path / "trust"), "--proof", str(tmp_path / "proof.json")]
    assert verify.main([str(tmp_path / "award.pdf"), *brought]) == 0
    assert plainly(capsys.readouterr().out) == plainly(told_in_the_guide("verify award.pdf"))
    swapped = forging.with_value(pdf, ("result", "inputs", "bids", 0, "answers", "carbon-plan", "mark"), "1")
    (tmp_path / "award.pdf").write_bytes(swapped)
    assert verify.main([str(tmp_path / "award.pdf"), *brought]) == 1
    said = plainly("\n".join(line for line in capsys.readouterr().out.splitlines() if line.startswith("FAILS")))
    assert said == plainly(told_in_the_guide("verify changed.pdf"))


def told_in_the_guide(command: str) -> str:
    """Return what the auditor's guide says that a command prints."""
    text = GUIDE.read_text(encoding="utf-8")
    (said,) = re.findall(rf"```console\nmakegood {re.escape(command)}[^\n]*\n(.*?)\n```", text, re.DOTALL)
    return str(said)


def plainly(said: str) -> str:
    """Return what was printed without what is another in every run: digests, ids, instants and counts."""
    said = re.sub(r"sha256:[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}", "…", said.strip())
    return re.sub(r"\d+", "0", re.sub(r"\d{4}-\d\d-\d\dT\S+", "then", said))


def failures(found: Verified) -> list[str]:
    """Return what does not hold."""
    return [check.sentence for check in found.checks if check.holds is False]


def test_what_cannot_be_signed_stays_unsigned_says_why_and_is_tried_again(world: World, tmp_path: Path) -> None:
    issued = award_summary(world)
    buyer, home = issued.journey.team.buyer, authority_of(issued)
    assert how(issued)["state"] == "unsigned"
    assert code(buyer.post(f"{issued.path}/signature"))[1] == "document.not_rendered"
    run_jobs(world)
    assert code(buyer.post(f"{issued.path}/signature"))[1] == "document.no_signing_key"
    ended = world.clock.at - timedelta(days=1)
    path = keys.put_pem(tmp_path, home, keys.signer(ends=ended))
    with signing_with(world, tmp_path):
        assert buyer.make(f"{issued.path}/signature")["state"] == "waiting"
        run_jobs(world)
        found = how(issued)
        assert (found["state"], found["signed_digest"]) == ("failed", None)
        assert "is valid from 01 January 2026 to" in found["failure"]
        assert buyer.read(issued.path)["pdf_signed"] is False
        keys.put_pem(tmp_path, home, keys.signer())
        world.clock.at += timedelta(minutes=1)
        run_jobs(world)
        found = how(issued)
    assert (found["state"], found["failure"]) == ("signed", None)
    assert b"PRIVATE" in path.read_bytes()
    (made,) = signatures(pdf_of(buyer, issued.document["id"]).content, TRUST)
    assert (made.whole, made.trusted) == (True, True)


def test_a_timestamp_that_does_not_come_leaves_the_file_unsigned(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = award_summary(world)
    buyer = issued.journey.team.buyer
    keys.put_pem(tmp_path, authority_of(issued), keys.signer())
    run_jobs(world)
    with signing_with(world, tmp_path, timestamp_url="http://clock.example/"):
        monkeypatch.setattr(service, "StampService", lambda address: StampService(address, keys.silent()))
        buyer.make(f"{issued.path}/signature")
        run_jobs(world)
        assert "The time-stamping service at http://clock.example/ does not answer" in how(issued)["failure"]
        monkeypatch.setattr(service, "StampService", lambda address: StampService(address, keys.answering()))
        world.clock.at += timedelta(minutes=1)
        run_jobs(world)
        found = how(issued)
    assert (found["state"], found["profile"], found["stamped_by"]) == ("signed", "PAdES B-T", "Test Clock")
    (made,) = signatures(pdf_of(buyer, issued.document["id"]).content, TRUST)
    assert (made.whole, made.stamp_trusted) == (True, True)


def test_a_job_for_a_document_that_is_gone_or_done_does_nothing(world: World) -> None:
    documents.sign_job(world.service, {"document_id": str(UUID(int=0))})


def test_a_folder_that_is_not_there_and_an_address_that_is_none_are_said_at_the_start(tmp_path: Path) -> None:
    for name, value in (("MAKEGOOD_SIGNING_KEYS", str(tmp_path / "none")), ("MAKEGOOD_TIMESTAMP_URL", "clock.example")):
        with pytest.raises(ValueError, match=name):
            Settings.from_environ({name: value})
    given = {"MAKEGOOD_SIGNING_KEYS": str(tmp_path), "MAKEGOOD_TIMESTAMP_URL": "https://clock.example/tsa"}
    found = Settings.from_environ(given)
    assert (found.signing_keys, found.timestamp_url) == (tmp_path.resolve(), "https://clock.example/tsa")


def test_a_key_that_cannot_be_used_is_said_and_never_half_used(tmp_path: Path) -> None:
    home = UUID(int=1)
    assert key_of(tmp_path, home) is None
    path = keys.put_p12(tmp_path, home, keys.signer())
    assert key_of(tmp_path, home) is not None
    (tmp_path / f"{home}.pass").write_bytes(b"wrong")
    with pytest.raises(NotSigned, match="No key with its certificate can be read from"):
        key_of(tmp_path, home)
    path.chmod(0o640)
    with pytest.raises(NotSigned, match="can be read by others than its owner"):
        key_of(tmp_path, home)
    keys.put_pem(tmp_path, home, keys.signer())
    with pytest.raises(NotSigned, match="keep the one that is to be used"):
        key_of(tmp_path, home)
    path.unlink()
    with pytest.raises(NotSigned, match="Password was given but private key is not encrypted"):
        key_of(tmp_path, home)
    (tmp_path / f"{home}.pass").unlink()
    keys.put_pem(tmp_path, home, keys.Owner(keys.signer("Another").key, keys.signer().certificate))
    with pytest.raises(NotSigned, match="none of its certificates is for the key in it"):
        key_of(tmp_path, home)
    keys.put_pem(tmp_path, home, keys.authority())
    with pytest.raises(NotSigned, match="is not one to sign documents with"):
        key_of(tmp_path, home)
