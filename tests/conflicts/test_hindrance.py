"""What keeps whom from what: one rule before a decision, after it, and after its notice."""

from itertools import product
from uuid import UUID

import pytest

from app.conflicts.rules import Hindrance, Stage, Standing, Status, hindrance

ACME, BROOK = UUID(int=1), UUID(int=2)
NOBODY = frozenset[UUID]()


def _stands(status: Status, *kept: UUID, stage: Stage = Stage.BIDDERS_KNOWN) -> Standing:
    return Standing(stage, status, frozenset(kept))


@pytest.mark.parametrize(("told", "asked"), [*product((False, True), repeat=2)])
def test_whoever_is_barred_stays_so_whatever_was_told_and_at_whichever_stage_they_declared(
    *, told: bool, asked: bool
) -> None:
    for stage in Stage:
        found = _stands(Status.BARRED, stage=stage)
        assert hindrance(found, Stage.AWARD, NOBODY, told=told, asked=asked) is Hindrance.BARRED


@pytest.mark.parametrize("told", [False, True])
def test_an_interest_waits_and_a_bidder_is_kept_away_from_whatever_was_told(*, told: bool) -> None:
    waiting = _stands(Status.UNDECIDED, stage=Stage.START)
    assert hindrance(waiting, Stage.START, NOBODY, told=told, asked=False) is Hindrance.UNDECIDED
    kept = _stands(Status.LIMITED, BROOK)
    assert hindrance(kept, Stage.BIDDERS_KNOWN, {ACME, BROOK}, told=told) is Hindrance.KEPT
    assert hindrance(kept, Stage.BIDDERS_KNOWN, {ACME}, told=told) is None


def test_nothing_declared_keeps_from_all_that_was_not_told() -> None:
    assert hindrance(None, Stage.START, NOBODY, asked=False) is Hindrance.UNDECLARED
    early = _stands(Status.CLEAR, stage=Stage.START)
    assert hindrance(early, Stage.BIDDERS_KNOWN, NOBODY, asked=False) is Hindrance.UNDECLARED


def test_what_was_told_waits_for_a_declaration_of_those_alone_who_were_asked_to_take_part() -> None:
    early = _stands(Status.CLEAR, stage=Stage.START)
    for found in (None, early):
        assert hindrance(found, Stage.BIDDERS_KNOWN, NOBODY, told=True, asked=False) is None
        assert hindrance(found, Stage.BIDDERS_KNOWN, NOBODY, told=True, asked=True) is Hindrance.UNDECLARED


def test_whoever_was_cleared_is_kept_from_nothing() -> None:
    for status in (Status.CLEAR, Status.CLEARED):
        assert hindrance(_stands(status), Stage.BIDDERS_KNOWN, {ACME, BROOK}) is None
