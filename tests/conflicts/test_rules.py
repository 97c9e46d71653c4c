"""What a declaration comes to, as far as it depends on nothing but declarations and decisions."""

from uuid import UUID

from app.conflicts.rules import (
    Matter,
    Outcome,
    Reached,
    Revision,
    Stage,
    Standing,
    Status,
    covers,
    must_declare,
    reached,
    stage_now,
)
from app.identity.rules import Role

ACME, BROOK = UUID(int=1), UUID(int=2)
SISTER, SHARES = Matter("sister"), Matter("shares")
LINK = Matter("link", ACME)


def _of(*matters: Matter) -> frozenset[Matter]:
    return frozenset(matters)


def test_nothing_declared_and_nothing_found_is_clear() -> None:
    assert reached(_of(), []) == Reached(Status.CLEAR)


def test_an_interest_waits_and_so_does_a_link_that_nobody_declared() -> None:
    assert reached(_of(SISTER), []).status is Status.UNDECIDED
    assert reached(_of(LINK), []).status is Status.UNDECIDED


def test_an_interest_that_is_left_out_the_next_time_is_not_gone_by_that() -> None:
    assert reached(_of(), [Revision(_of(SISTER))]).status is Status.UNDECIDED


def test_a_decision_covers_what_it_was_made_on_and_what_came_before() -> None:
    decided = [Revision(_of(SISTER)), Revision(_of(SHARES), Outcome.CLEARED)]
    assert reached(_of(SISTER, SHARES), decided).status is Status.CLEARED
    assert reached(_of(), decided).status is Status.CLEARED


def test_a_decision_does_not_cover_what_came_after() -> None:
    decided = [Revision(_of(SISTER), Outcome.CLEARED)]
    assert reached(_of(SISTER, SHARES), decided).status is Status.UNDECIDED
    assert reached(_of(), [*decided, Revision(_of(SHARES))]).status is Status.UNDECIDED


def test_who_is_barred_stays_barred_whatever_they_declare() -> None:
    barred = [Revision(_of(SISTER), Outcome.BARRED)]
    assert reached(_of(), barred) == reached(_of(LINK), barred) == Reached(Status.BARRED)


def test_who_keeps_away_from_a_supplier_keeps_away_from_it_the_next_time_too() -> None:
    kept = [Revision(_of(SISTER), Outcome.LIMITED, frozenset({ACME}))]
    assert reached(_of(SISTER), kept) == Reached(Status.LIMITED, frozenset({ACME}))
    assert reached(_of(SISTER, LINK), kept) == Reached(Status.LIMITED, frozenset({ACME}))
    other = reached(_of(SISTER, Matter("link", BROOK)), kept)
    assert other == Reached(Status.UNDECIDED, frozenset({ACME}))


def test_the_last_decision_counts() -> None:
    history = [Revision(_of(SISTER), Outcome.BARRED), Revision(_of(SISTER), Outcome.CLEARED)]
    assert reached(_of(SISTER), history).status is Status.CLEARED


def test_a_later_stage_covers_those_before_it() -> None:
    assert [covers(Stage.BIDDERS_KNOWN, stage) for stage in Stage] == [True, True, False]


def test_people_declare_at_the_stage_that_the_tender_has_reached() -> None:
    assert stage_now("draft", []) is None
    assert stage_now("abandoned", ["bidders_known"]) is None
    assert stage_now("published", []) is Stage.START
    assert stage_now("closed", []) is Stage.START
    assert stage_now("evaluating", ["award", "bidders_known"]) is Stage.AWARD


def test_an_auditor_who_is_nothing_else_declares_nothing() -> None:
    assert not must_declare({Role.AUDITOR})
    assert not must_declare({Role.AUDITOR, Role.ADMIN})
    assert must_declare({Role.AUDITOR, Role.BUYER})
    assert must_declare({Role.EVALUATOR})


def test_who_is_barred_is_kept_from_every_supplier() -> None:
    assert Standing(Stage.START, Status.BARRED, frozenset()).keeps_from(ACME)
    limited = Standing(Stage.START, Status.LIMITED, frozenset({ACME}))
    assert (limited.keeps_from(ACME), limited.keeps_from(BROOK)) == (True, False)
