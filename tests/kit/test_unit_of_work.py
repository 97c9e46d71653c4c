"""One request, one transaction, committed before the client hears yes."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, IntegrityError

from app.audit.models import AuditEvent
from app.identity.rules import Role
from app.kit.db import Database
from app.kit.errors import Busy
from app.kit.fairlock import FairLock
from app.kit.ids import new_id
from app.kit.jobs import Claim, claim, enqueue, fail, finish
from app.organisations.models import Organisation
from app.organisations.rules import OrganisationKind
from tests.world import START, World


def test_what_fails_half_way_leaves_nothing(world: World) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    taken = {"kind": "council", "name": "A", "identifiers": [{"scheme": "GB-LAE", "value": "LDS"}]}
    admin.make("/v1/organisations", taken)
    before = world.audit_count()
    refused = admin.post("/v1/organisations", {**taken, "name": "B"})
    assert (refused.status_code, refused.json()["code"]) == (409, "organisation.identifier_taken")
    assert world.audit_count() == before
    assert [row["name"] for row in admin.read("/v1/organisations?kind=council")["items"]] == ["A"]


def test_a_commit_that_fails_is_never_answered_with_success(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)

    def broken(*_given: object, **_named: object) -> None:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", broken)
        answer = world.http.post(
            "/v1/organisations",
            headers=admin.headers,
            json={"kind": "council", "name": "A", "identifiers": [{"scheme": "GB-LAE", "value": "LDS"}]},
        )
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert admin.read("/v1/organisations?kind=council")["items"] == []


def test_the_same_creation_sent_twice_happens_once_and_answers_the_same(world: World) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    body = {"kind": "council", "name": "A", "identifiers": [{"scheme": "GB-LAE", "value": "LDS"}]}
    key = {"Idempotency-Key": "one"}
    first = admin.post("/v1/organisations", body, headers=key)
    again = admin.post("/v1/organisations", body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    other = admin.post("/v1/organisations", {**body, "name": "B"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.mismatch")


def test_the_same_creation_sent_twice_at_the_same_instant_happens_once(world: World) -> None:
    admin = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    body = {"kind": "council", "name": "A", "identifiers": [{"scheme": "GB-LAE", "value": "LDS"}]}
    answers = []

    def send() -> None:
        headers = {**admin.headers, "Idempotency-Key": "one"}
        answers.append(world.http.post("/v1/organisations", headers=headers, json=body))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


def test_a_record_that_is_kept_cannot_be_changed_or_deleted_even_in_sql(world: World) -> None:
    world.organisation(OrganisationKind.COUNCIL)
    for statement in ("UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"):
        with (
            pytest.raises((IntegrityError, DatabaseError), match="keeps what it holds"),
            world.service.database.unit_of_work(write=True) as tx,
        ):
            tx.connection().exec_driver_sql(statement)
    with world.service.database.unit_of_work(write=False) as tx:
        assert tx.scalars(select(AuditEvent.reason)).all() == [None]


def test_ids_made_later_are_greater_even_within_one_millisecond() -> None:
    made = [new_id(START) for _ in range(5000)]
    assert made == sorted(made)
    assert {identifier.version for identifier in made} == {7}


def test_writers_are_served_in_the_order_they_came() -> None:
    lock, served = FairLock(), []
    assert lock.acquire(1)

    def take(number: int) -> None:
        assert lock.acquire(5)
        served.append(number)
        lock.release()

    threads = []
    for number in range(5):
        thread = threading.Thread(target=take, args=(number,))
        thread.start()
        while len(lock._waiting) <= number:  # noqa: SLF001 - the queue itself is under test
            pass
        threads.append(thread)
    lock.release()
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4]


def test_a_writer_whose_turn_does_not_come_is_told_so_and_leaves_the_queue() -> None:
    lock = FairLock()
    assert lock.acquire(1)
    assert not lock.acquire(0)
    lock.release()
    assert lock.acquire(1)


def test_a_busy_database_says_so_and_changes_nothing(database_url: str) -> None:
    first, second = (Database(database_url, lock_timeout_seconds=1) for _ in range(2))
    identifier = uuid4()
    row = {"kind": "council", "name": "A", "created_at": START, "version": 1}

    def add(database: Database) -> None:
        with database.unit_of_work(write=True) as other:
            other.add(Organisation(id=identifier, **row))

    with first.unit_of_work(write=True) as tx:
        tx.add(Organisation(id=identifier, **row))
        tx.flush()
        with pytest.raises(Busy):
            add(second)
    first.close()
    second.close()


def test_a_job_whose_worker_died_is_given_to_another_and_the_dead_one_can_no_longer_settle_it(world: World) -> None:
    database, now = world.service.database, START

    def take(at: datetime) -> Claim | None:
        with database.unit_of_work(write=True) as tx:
            return claim(tx, now=at, kinds=["render"])

    with database.unit_of_work(write=True) as tx:
        enqueue(tx, "render", {"document": "1"}, now=now)
    dead = take(now)
    assert dead is not None
    assert take(now) is None
    later = datetime(2026, 1, 5, 9, 6, tzinfo=UTC)
    alive = take(later)
    assert alive is not None
    assert (alive.id, alive.attempts) == (dead.id, 2)
    with database.unit_of_work(write=True) as tx:
        finish(tx, dead)
    with database.unit_of_work(write=True) as tx:
        fail(tx, alive, "no paper", now=later)
    assert take(later) is None
    again = take(datetime(2026, 1, 5, 9, 10, tzinfo=UTC))
    assert again is not None
    with database.unit_of_work(write=True) as tx:
        finish(tx, again)
    assert take(datetime(2027, 1, 1, tzinfo=UTC)) is None
