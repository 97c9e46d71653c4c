"""What becomes different in a unit of work is told once, before its commit and inside it."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.kit import changes
from app.kit.changes import Change


class _Base(DeclarativeBase):
    pass


class _Thing(_Base):
    __tablename__ = "thing"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    label: Mapped[str]


class _Other(_Base):
    __tablename__ = "other"

    id: Mapped[UUID] = mapped_column(primary_key=True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[Change]]:
    heard: list[frozenset[Change]] = []
    monkeypatch.setattr(changes, "_names", {})
    monkeypatch.setattr(changes, "_settlers", [])
    changes.watch(_Thing, lambda row: [Change("thing", row.id)])
    changes.on_change(lambda _tx, found: heard.append(found))
    return heard


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    _Base.metadata.create_all(engine)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


def test_rows_added_changed_and_deleted_are_told_once_before_the_commit(
    session: Session, told: list[frozenset[Change]]
) -> None:
    first, second = _Thing(id=uuid4(), label="a"), _Thing(id=uuid4(), label="b")
    session.add_all([first, second, _Other(id=uuid4())])
    session.commit()
    assert told == [frozenset({Change("thing", first.id), Change("thing", second.id)})]
    ids = first.id, second.id
    told.clear()
    first.label = "c"
    session.flush()
    session.delete(second)
    session.commit()
    assert told == [frozenset({Change("thing", ids[0]), Change("thing", ids[1])})]


def test_what_was_rolled_back_or_is_of_no_concern_is_not_told(session: Session, told: list[frozenset[Change]]) -> None:
    session.add(_Thing(id=uuid4(), label="a"))
    session.flush()
    session.rollback()
    session.add(_Other(id=uuid4()))
    session.commit()
    assert told == []


def test_a_statement_without_rows_is_told_by_whoever_runs_it(session: Session, told: list[frozenset[Change]]) -> None:
    moved = uuid4()
    changes.note(session, "thing", moved, moved)
    session.commit()
    assert told == [frozenset({Change("thing", moved)})]


def test_what_the_listener_itself_writes_is_not_told_again(session: Session, told: list[frozenset[Change]]) -> None:
    changes.on_change(lambda tx, _found: tx.add(_Thing(id=uuid4(), label="kept")))
    session.add(_Thing(id=uuid4(), label="a"))
    session.commit()
    assert len(told) == 1
    session.commit()
    assert len(told) == 1
