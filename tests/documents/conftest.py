"""Renders each sample once for all tests that read it."""

from functools import cache

import pytest

from app.documents.content import AwardSummary, ContractPerformance
from app.documents.press import run
from app.documents.renderer import print_job
from tests.documents import samples


@cache
def _award_pdf() -> bytes:
    return run(print_job(samples.award()))


@cache
def _performance_pdf() -> bytes:
    return run(print_job(samples.performance()))


@pytest.fixture
def award() -> AwardSummary:
    return samples.award()


@pytest.fixture
def performance() -> ContractPerformance:
    return samples.performance()


@pytest.fixture
def award_pdf() -> bytes:
    return _award_pdf()


@pytest.fixture
def performance_pdf() -> bytes:
    return _performance_pdf()
