"""What is sent straight to the driver is what SQLAlchemy would have sent, and comes back as SQLAlchemy reads it."""

from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.identity.rules import Role
from app.kit.adding import fresh, insert_rows, insertions
from app.kit.ids import new_id
from app.kit.straight import Straight, insert_together
from app.organisations.models import Organisation, OrganisationIdentifier
from app.organisations.rules import OrganisationKind
from app.tenders.models import Lot, Tender
from tests.world import START, World

_EVENTS = select(*AuditEvent.__table__.columns).order_by(AuditEvent.id)


def test_rows_read_straight_are_those_that_sqlalchemy_reads(world: World) -> None:
    world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    with world.service.database.unit_of_work(write=False) as tx:
        straight = Straight(_EVENTS).all(tx, {})
        assert straight
        assert [tuple(row) for row in straight] == [tuple(row) for row in tx.execute(_EVENTS)]
        assert {type(each.at) for each in straight} == {type(START)}


def test_a_fresh_row_is_kept_as_a_mapped_one_would_be(world: World) -> None:
    owner = world.organisation(OrganisationKind.COUNCIL)
    values = {"authority_id": owner, "title": "Windows", "description": "", "status": "draft", "currency": "GBP"}
    values |= {"value": Decimal("90000.5"), "cpv": ["90911300"], "places": [], "created_at": START, "version": 1}
    ids = [new_id(START), new_id(START)]
    with world.service.database.unit_of_work(write=True) as tx:
        insert_rows(tx, [fresh(Tender, id=ids[0], reference="T-1", **values)])
        insert_rows(tx, [Tender(id=ids[1], reference="T-2", **values)])
    with world.service.database.unit_of_work(write=False) as tx:
        rows = tx.execute(select(Tender.__table__).where(Tender.id.in_(ids)).order_by(Tender.reference)).all()
        assert rows[0][3:] == rows[1][3:]
        one = Straight(select(Tender.value, Tender.closes_at).where(Tender.id == bindparam("id", type_=Tender.id.type)))
        assert tuple(one.one(tx, {"id": ids[0]})) == (Decimal("90000.5"), None)
        assert one.one(tx, {"id": new_id(START)}) is None


def test_a_row_that_was_not_given_everything_has_nothing_in_the_rest() -> None:
    row = fresh(Tender, title="Windows")
    assert (row.title, row.value, tuple(row.lots), row.__tablename__) == ("Windows", None, (), "tender")
    assert not hasattr(row, "_sa_instance_state")


def _organisation(number: int) -> Organisation:
    return fresh(Organisation, id=new_id(START), kind="business", name=f"No {number}", created_at=START, version=1)


def _identifier(of: Organisation, value: str) -> OrganisationIdentifier:
    return fresh(OrganisationIdentifier, id=new_id(START), organisation_id=of.id, scheme="GB-COH", value=value)


def _writing(world: World) -> AbstractContextManager[Session]:
    return world.service.database.unit_of_work(write=True)


def _names(tx: Session) -> list[str]:
    return list(tx.scalars(select(Organisation.name).where(Organisation.name.startswith("No ")).order_by("name")))


def test_rows_inserted_together_may_refer_to_one_another(world: World) -> None:
    with world.service.database.unit_of_work(write=True) as tx:
        several = [_organisation(number) for number in range(2)]
        identifiers = [_identifier(each, f"0000000{number}") for number, each in enumerate(several)]
        insert_together(tx, insertions([*several, *identifiers]))
        insert_together(tx, insertions([_organisation(number) for number in range(2, 12)]))
        insert_together(tx, [])
        assert len(_names(tx)) == 12
        assert tx.scalars(select(Lot.id)).all() == []


def test_rows_inserted_together_are_refused_together(world: World) -> None:
    row = _organisation(1)
    twice = insertions([row, _identifier(row, "00000001"), _identifier(row, "00000001")])
    with pytest.raises(IntegrityError, match="organisation_identifier"), _writing(world) as tx:
        insert_together(tx, twice)
    with world.service.database.unit_of_work(write=False) as tx:
        assert _names(tx) == []


def test_nothing_is_sent_on_a_connection_that_was_given_back(world: World) -> None:
    statement = Straight(_EVENTS)
    with world.service.database.unit_of_work(write=False) as tx:
        statement.all(tx, {})
        kept = dict(tx.info)
    assert kept
    assert not tx.info
    for _, cursor in kept.values():
        with pytest.raises(Exception, match="closed"):
            cursor.execute("SELECT 1")
