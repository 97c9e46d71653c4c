"""The PDF: made once outside any request, stored by its digest, never made again to be trusted."""

import hashlib
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from app.documents import service as documents
from app.documents.award_content import AwardSummary, walk
from app.documents.content import read_document
from app.documents.press import PrintJob
from app.documents.renderer import print_job
from app.documents.service import rendering
from app.documents.wording import day, number, quantity
from app.kit import jobs
from app.worker import BESIDE_PAGES, handlers, of_pages, run_pending
from tests.contracts_service.agreeing import code
from tests.documents_service.issuing import Issued, award_summary, json_of, pdf_of, squeezed, text_of
from tests.world import World


def stored(world: World) -> list[Path]:
    """Return every file the service keeps."""
    root = world.service.files.root
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []


def fake(job: PrintJob) -> bytes:
    """Return what stands in for a PDF where no type need be set."""
    return b"%PDF " + job.identifier


def not_twice(job: PrintJob) -> bytes:
    """Fail the test that has a PDF made which is there already."""
    raise AssertionError(job.description)


def broken(_job: PrintJob) -> bytes:
    """Break down as a typesetter may."""
    raise RuntimeError("out of paper")


def digest_of(content: bytes) -> str:
    """Return the digest of stored bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_the_pdf_and_the_json_are_the_bytes_their_digests_name_and_hold_all_that_was_decided(world: World) -> None:
    issued = award_summary(world)
    buyer = issued.journey.team.buyer
    world.run_jobs()
    out = buyer.read(issued.path)
    pdf, data = pdf_of(buyer, out["id"]), buyer.get(f"{issued.path}/json")
    assert pdf.headers["etag"] == f'"{digest_of(pdf.content)}"' == f'"{out["pdf_digest"]}"'
    assert pdf.headers["content-type"] == "application/pdf"
    assert f'filename="{issued.about["reference"]}-1.pdf"' in pdf.headers["content-disposition"]
    assert out["pdf_size"] == len(pdf.content)
    assert world.service.files.path(out["pdf_digest"]).read_bytes() == pdf.content
    assert digest_of(data.content) == out["content_digest"]
    (attached,) = PdfReader(BytesIO(pdf.content)).attachments["award.json"]
    assert attached == data.content
    _holds_everything(text_of(pdf.content), json.loads(data.content))
    assert world.run_jobs() == 0


def _holds_everything(text: str, mapping: dict[str, object]) -> None:
    award = read_document(mapping)
    assert isinstance(award, AwardSummary)
    wanted = [award.tender.title, award.decision.summary, award.margin.said, str(award.margin.mark_change)]
    for criterion in walk(award.criteria):
        wanted += [criterion.title, *([f"{criterion.weight}%"] if criterion.weight else [])]
    for bidder in award.bidders:
        wanted += [bidder.party.name, *(ground.text for ground in bidder.grounds)]
        for score in bidder.scores:
            wanted += [found for found in (score.given, score.level, score.reason) if found]
            wanted += [number(score.points)] if score.points else []
    for promise in award.promises:
        wanted += [promise.measure, *([quantity(promise.quantity)] if promise.quantity is not None else [])]
    wanted += [day(each) for each in award.standstill.working_days]
    wanted += [award.digests.rubric, award.digests.inputs, award.digests.result]
    assert [each for each in wanted if squeezed(each) not in text] == []


def test_until_it_is_made_a_reader_is_told_to_ask_again(world: World) -> None:
    issued = award_summary(world)
    answer = pdf_of(issued.journey.team.buyer, issued.document["id"])
    assert code(answer) == (409, "document.not_rendered")
    assert int(answer.headers["retry-after"]) > 0
    assert issued.document["reference"] in answer.json()["detail"]


def test_a_job_that_breaks_down_is_done_again_and_leaves_one_file(world: World) -> None:
    issued = award_summary(world)
    buyer, before = issued.journey.team.buyer, stored(world)
    assert run_pending(world.service, handlers(broken)) == 1
    told = pdf_of(buyer, issued.document["id"])
    assert code(told) == (409, "document.not_rendered")
    assert "out of paper" in told.json()["detail"]
    assert buyer.read(issued.path)["pdf_failure"] == "RuntimeError: out of paper"
    assert run_pending(world.service, handlers(fake)) == 0, "it rests before it is tried again"
    world.clock.advance(minutes=1)
    assert run_pending(world.service, handlers(fake)) == 1
    made = pdf_of(buyer, issued.document["id"])
    assert buyer.read(issued.path)["pdf_failure"] is None
    assert made.content == fake(print_job(read_document(json_of(buyer, issued.document["id"]))))
    assert len(stored(world)) == len(before) + 1
    assert _render_again(world, issued) == made.content
    assert len(stored(world)) == len(before) + 1


def _render_again(world: World, issued: Issued) -> bytes:
    """Ask for the PDF once more, as a job does whose answer got lost, and return what is kept."""
    documents.render(world.service, {"document_id": issued.document["id"]}, make=not_twice)
    return pdf_of(issued.journey.team.buyer, issued.document["id"]).content


def test_a_worker_that_dies_with_a_job_in_hand_loses_it_to_the_next_and_its_late_answer_changes_nothing(
    world: World,
) -> None:
    issued = award_summary(world)
    with world.service.database.unit_of_work(write=True) as tx:
        dead = jobs.claim(tx, now=world.clock.now(), kinds=[documents.RENDER])
    assert dead is not None
    assert run_pending(world.service, handlers(fake)) == 0, "the dead worker still holds its lease"
    world.clock.at += jobs.LEASE * 2
    assert run_pending(world.service, handlers(fake)) == 1
    kept = pdf_of(issued.journey.team.buyer, issued.document["id"]).headers["etag"]
    handlers(not_twice)[dead.kind](world.service, dead.payload)
    with world.service.database.unit_of_work(write=True) as tx:
        jobs.fail(tx, dead, "too late", now=world.clock.now())
    assert run_pending(world.service, handlers(not_twice)) == 0
    assert pdf_of(issued.journey.team.buyer, issued.document["id"]).headers["etag"] == kept


def test_the_same_pages_are_never_made_twice(world: World) -> None:
    issued = award_summary(world)
    job = print_job(read_document(json_of(issued.journey.team.buyer, issued.document["id"])))
    assert run_pending(world.service, handlers(fake)) == 1
    kept = buyer_sees(issued)["pdf_digest"]
    assert rendering.printed(world.service, job, make=not_twice)[0] == kept
    other = replace(job, page=job.page + " ")
    assert rendering.printed(world.service, other, make=lambda _job: b"another") != (
        kept,
        buyer_sees(issued)["pdf_size"],
    )
    world.service.files.path(kept).unlink()
    assert rendering.printed(world.service, job, make=fake)[0] == kept, "a file that was lost is made again"


def buyer_sees(issued: Issued) -> dict[str, Any]:
    """Return what the buyer reads of a document."""
    found: dict[str, Any] = issued.journey.team.buyer.read(issued.path)
    return found


def test_whoever_holds_a_form_of_a_document_is_not_sent_it_again(world: World) -> None:
    issued = award_summary(world)
    buyer = issued.journey.team.buyer
    assert run_pending(world.service, handlers(fake)) == 1
    for form in ("pdf", "html", "json"):
        first = buyer.get(f"{issued.path}/{form}")
        again = buyer.get(f"{issued.path}/{form}", headers={"If-None-Match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert buyer.get(f"{issued.path}/{form}").content == first.content


def test_pages_and_other_work_do_not_wait_for_each_other(world: World) -> None:
    award_summary(world)
    assert run_pending(world.service, BESIDE_PAGES) == 0
    assert run_pending(world.service, of_pages(fake)) == 1
