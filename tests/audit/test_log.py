"""The log can only grow, is bound into a hash tree, and shows every change to those who may look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.audit import merkle
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.world import Client, World


def _auditor(world: World) -> Client:
    council = world.organisation(OrganisationKind.COUNCIL)
    return world.person(council, Role.AUDITOR)


@given(st.integers(1, 70), st.data())
def test_every_leaf_proves_its_place_and_no_other(size: int, data: st.DataObject) -> None:
    leaves = [merkle.leaf_hash(str(number).encode()) for number in range(size)]
    place = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(leaves, place)
    assert merkle.root_from_path(leaves[place], place, size, path) == merkle.root(leaves)
    wrong = data.draw(st.integers(0, size - 1))
    if wrong != place:
        assert merkle.root_from_path(leaves[wrong], place, size, path) != merkle.root(leaves)
    assert merkle.root_from_path(leaves[place], place, size, [*path, leaves[0]]) != merkle.root(leaves)


@given(st.lists(st.integers(0, 9), max_size=12))
def test_a_tree_extended_in_batches_has_the_root_of_the_whole(batches: list[int]) -> None:
    leaves: list[bytes] = []
    peaks: list[bytes] = []
    for batch in batches:
        fresh = [merkle.leaf_hash(str(len(leaves) + number).encode()) for number in range(batch)]
        peaks = merkle.extend(peaks, len(leaves), fresh)
        leaves += fresh
        assert merkle.root_of_peaks(peaks) == merkle.root(leaves)


def test_the_tree_agrees_with_the_published_test_vectors() -> None:
    # RFC 6962 leaves the vectors to its implementations; these are the reference tree's first inputs and roots.
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    leaves = [merkle.leaf_hash(bytes.fromhex(given)) for given in inputs]
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def test_a_sealed_event_is_proved_against_the_head_with_no_access_to_the_service(world: World) -> None:
    auditor = _auditor(world)
    event = auditor.read("/v1/audit/events")["items"][0]
    waiting = auditor.get(f"/v1/audit/events/{event['id']}/proof")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "audit.not_sealed_yet")
    auditor.make("/v1/audit/heads")
    proof = auditor.read(f"/v1/audit/events/{event['id']}/proof")
    leaf = merkle.leaf_hash(proof["event"]["digest"].encode())
    path = [bytes.fromhex(step) for step in proof["path"]]
    found = merkle.root_from_path(leaf, proof["position"], proof["head"]["size"], path)
    assert found is not None
    assert found.hex() == proof["head"]["root"]


def test_sealing_again_binds_only_what_is_new_and_links_to_the_head_before(world: World) -> None:
    auditor = _auditor(world)
    first = auditor.make("/v1/audit/heads")
    assert auditor.make("/v1/audit/heads") is None
    world.person(auditor.organisation_id, Role.BUYER)  # type: ignore[arg-type]  # an auditor has an organisation
    second = auditor.make("/v1/audit/heads")
    assert second["previous_digest"] == first["digest"]
    assert second["size"] > first["size"]
    assert auditor.read("/v1/audit/check")["holds"]


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET actor_name = 'Somebody else'", "DELETE FROM audit_leaf"])
def test_tampering_below_the_service_is_found(world: World, statement: str) -> None:
    auditor = _auditor(world)
    auditor.make("/v1/audit/heads")
    database = world.service.database
    with database.unit_of_work(write=True) as tx:
        if database.dialect == "postgresql":
            tx.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for name in ("audit_event_refuses_update", "audit_leaf_refuses_delete"):
                tx.execute(text(f"DROP TRIGGER {name}"))
        tx.execute(text(statement))
    check = auditor.read("/v1/audit/check")
    assert not check["holds"]
    assert check["findings"]


def test_a_log_is_read_by_its_own_auditor_and_by_nobody_elses(world: World) -> None:
    auditor, other = _auditor(world), _auditor(world)
    event = auditor.read("/v1/audit/events")["items"][0]
    assert event["id"] not in {row["id"] for row in other.read("/v1/audit/events")["items"]}
    assert other.get(f"/v1/audit/events/{event['id']}/proof").status_code == 404


def test_the_log_is_filtered_by_action_and_subject(world: World) -> None:
    auditor = _auditor(world)
    added = auditor.read("/v1/audit/events?action=person.added")["items"]
    assert {row["action"] for row in added} == {"person.added"}
    found = auditor.read(f"/v1/audit/events?subject={added[0]['subject_id']}")["items"]
    assert {row["subject_id"] for row in found} == {added[0]["subject_id"]}
    assert auditor.get("/v1/audit/events?action=person.vanished").status_code == 422
