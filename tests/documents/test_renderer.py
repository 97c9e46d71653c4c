"""A worker process makes the same file that this process would, and one that dies or dawdles is replaced."""

import os
import time

import pytest

from app.documents import renderer
from app.documents.content import AwardSummary
from app.documents.renderer import NotMade, Renderer, made_from, print_job


def test_a_worker_makes_the_same_bytes_and_can_be_closed_twice(award: AwardSummary, award_pdf: bytes) -> None:
    with Renderer(workers=1) as pool:
        assert pool.render(award) == award_pdf
    pool.close()


def die(_job: object) -> bytes:
    """End the process as the system does when memory is short."""
    os._exit(9)


def dawdle(_job: object) -> bytes:
    """Take longer than anybody waits."""
    time.sleep(60)
    raise AssertionError


def whose(_job: object) -> bytes:
    """Return which process works."""
    return str(os.getpid()).encode()


def test_a_worker_that_dies_or_dawdles_costs_its_own_document_only(
    award: AwardSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = print_job(award)
    with Renderer(workers=1, most_seconds=2) as pool:
        for work, why in ((die, "ended with 9"), (dawdle, "within 2 seconds")):
            monkeypatch.setattr(renderer, "run", work)
            with pytest.raises(NotMade, match=why):
                pool.made(job)
        monkeypatch.setattr(renderer, "run", whose)
        assert pool.made(job)


def test_many_documents_may_queue_while_workers_are_replaced(
    award: AwardSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renderer, "run", whose)
    job = print_job(award)
    with Renderer(workers=2, documents_per_worker=3) as pool:
        made = [each.result(timeout=30) for each in [pool.print(job) for _ in range(12)]]
    assert len(made) == 12
    assert all(made.count(process) <= 3 for process in made)


def test_what_a_pdf_is_made_from_has_one_name(award: AwardSummary) -> None:
    assert made_from(print_job(award)) == made_from(print_job(award))
