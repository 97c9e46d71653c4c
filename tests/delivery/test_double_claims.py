"""What two contracts claim is found on both, and nobody learns of the other one more than that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.delivery.doubles import rules
from app.delivery.doubles.models import ClaimedFingerprint, DoubleClaim
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import BANDS, Deal, Promise, deal
from tests.delivery.files import CSV
from tests.world import Client, World

INVOICE = {"payee": "Beck Nurseries Ltd", "reference": "INV-1041", "amount": "4100", "dated": "2026-02-04"}
SAME_INVOICE = INVOICE | {"payee": "THE BECK NURSERIES LIMITED.", "reference": "inv 1041", "amount": "4100.00"}
PERSON = {"group": "apprenticeships", "token": "E001"}
PERIOD = {"starts_on": "2026-01-01", "ends_on": "2026-03-31"}


def register(made: Deal, **lines: Any) -> Any:
    """Register lines on a contract and have them compared."""
    body = {"name": "payments.csv", **PERIOD, **lines}
    kept = made.supplier.make(f"/v1/contracts/{made.contract}/claimed-lines", body)
    made.world.run_jobs()
    return kept


def seen(client: Client, made: Deal | None = None) -> Any:
    """Return the double claims that somebody sees, on one contract or on all."""
    return client.read(f"/v1/double-claims{f'?contract={made.contract}' if made else ''}")["items"]


def check_lists_say_what_reads_say(world: World, *people: Client) -> None:
    """Fail where somebody can read a double claim that is in no list of theirs, or the other way round."""
    with world.service.database.unit_of_work(write=False) as tx:
        every = {str(one) for one in tx.scalars(select(DoubleClaim.id))}
    assert every
    for person in people:
        listed = {hit["id"] for hit in seen(person)}
        assert {one for one in every if person.get(f"/v1/double-claims/{one}").is_success} == listed


def consent(made: Deal) -> Client:
    """Let the authority of a contract share, and return its commissioner."""
    commissioner = made.colleague(Role.COMMISSIONER)
    commissioner.make("/v1/claim-sharing", {"shares": True, "reason": "Agreed by the board."})
    made.world.run_jobs()
    return commissioner


def two_contracts(world: World) -> tuple[Deal, Deal]:
    """Return two contracts of one authority with one supplier."""
    first = deal(world)
    return first, deal(world, sides=(first.buyer, first.supplier))


def test_one_invoice_on_two_contracts_of_one_authority_is_found_on_both(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE | {"place": "payments.csv:14"}])
    register(second, invoices=[INVOICE | {"reference": "INV-2"}, SAME_INVOICE])
    (hit,) = seen(first.buyer, second)
    assert (hit["kind"], hit["whose"], hit["status"]) == ("invoice", "own_authority", "open")
    assert hit["other_contract_id"] == str(first.contract)
    assert (hit["overlap_starts_on"], hit["overlap_ends_on"]) == ("2026-01-01", "2026-03-31")
    read = first.buyer.read(f"/v1/double-claims/{hit['id']}")
    assert read["lines"] == [{"place": "line 2", "other_place": "payments.csv:14"}]
    (mirror,) = seen(first.buyer, first)
    assert mirror["other_contract_id"] == str(second.contract)
    assert [one["whose"] for one in seen(first.supplier)] == ["own_contract", "own_contract"]


def test_shares_that_make_the_whole_are_no_double_claim_and_more_are(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE], share_percent="60")
    register(second, invoices=[INVOICE], share_percent="40")
    assert seen(first.buyer) == []
    third = deal(world, sides=(first.buyer, first.supplier))
    register(third, invoices=[INVOICE], share_percent="0.0001")
    assert {hit["contract_id"] for hit in seen(first.buyer, third)} == {str(third.contract)}
    assert len(seen(first.buyer)) == 4


def test_a_person_is_recognised_within_a_supplier_and_beyond_by_a_common_issuer(world: World) -> None:
    first, second = two_contracts(world)
    rival = deal(world, sides=(first.buyer, world.supplier()))
    for made in (first, second, rival):
        register(made, people=[PERSON])
    assert {hit["contract_id"] for hit in seen(first.buyer)} == {str(first.contract), str(second.contract)}
    for made in (first, rival):
        register(made, people=[PERSON | {"issuer": "Learning Records Service", "token": "9999911111"}])
    assert {hit["contract_id"] for hit in seen(first.buyer, rival)} == {str(rival.contract)}
    assert seen(rival.supplier) == []


def test_the_same_file_on_two_contracts_is_found(world: World) -> None:
    first, second = two_contracts(world)
    for made in (first, second):
        made.supplier.did(made.send("january.csv", CSV))
    world.run_jobs()
    (hit,) = seen(first.buyer, first)
    assert (hit["kind"], hit["overlap_starts_on"]) == ("file", None)
    again = first.supplier.did(first.send("again.csv", CSV))
    world.run_jobs()
    assert len(seen(first.buyer, first)) == 2
    kept = first.buyer.read(f"/v1/contracts/{first.contract}/claimed-lines")["items"]
    assert [one["name"] for one in kept if one["evidence_id"] == again["id"]] == ["again.csv"]


def test_another_authority_is_compared_with_and_named_to_nobody_without_consent_of_both(world: World) -> None:
    mine = deal(world)
    theirs = deal(
        world, sides=(world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER), world.supplier())
    )
    register(mine, invoices=[INVOICE])
    register(theirs, invoices=[INVOICE], starts_on="2026-02-01", ends_on="2026-06-30")
    assert seen(mine.buyer) == seen(theirs.buyer) == seen(mine.supplier) == []
    commissioner = consent(mine)
    assert seen(mine.buyer) == []
    consent(theirs)
    assert seen(mine.buyer) == [], "an instant of the other authority would be told"
    world.clock.advance(days=1)
    (hit,) = seen(mine.buyer)
    assert (hit["whose"], hit["other_contract_id"], hit["other_reference"]) == ("another_authority", None, None)
    assert (hit["overlap_starts_on"], hit["overlap_ends_on"]) == ("2026-02-01", "2026-03-31")
    read = mine.buyer.read(f"/v1/double-claims/{hit['id']}")
    assert read["lines"] == [{"place": "line 1", "other_place": None}]
    told = mine.buyer.get(f"/v1/double-claims/{hit['id']}").text
    other = theirs.buyer.read(f"/v1/contracts/{theirs.contract}")
    hidden = (theirs.contract, other["reference"], theirs.buyer.organisation_id, theirs.supplier.organisation_id)
    assert [one for one in hidden if str(one) in told] == []
    assert seen(mine.supplier) == []
    assert UUID(hit["id"]).version == 4
    check_lists_say_what_reads_say(world, mine.buyer, theirs.buyer, mine.supplier, theirs.supplier, commissioner)
    commissioner.make("/v1/claim-sharing", {"shares": False, "reason": "The board thought again."})
    assert seen(mine.buyer) == seen(theirs.buyer) == []
    assert mine.buyer.get(f"/v1/double-claims/{hit['id']}").status_code == 404
    check_lists_say_what_reads_say(world, mine.buyer, theirs.buyer)


def test_a_supplier_sees_what_two_authorities_pay_it_for_and_neither_of_them_learns_of_it(world: World) -> None:
    mine = deal(world)
    other = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    theirs = deal(world, sides=(other, mine.supplier))
    for made in (mine, theirs):
        register(made, people=[PERSON])
    world.clock.advance(days=2)
    (hit,) = seen(mine.supplier, mine)
    assert (hit["whose"], hit["other_contract_id"]) == ("own_contract", str(theirs.contract))
    mine.supplier.make(f"/v1/double-claims/{hit['id']}/answer", {"words": "Half a day each, canary-77."})
    assert seen(mine.buyer) == seen(theirs.buyer) == []
    check_lists_say_what_reads_say(world, mine.buyer, theirs.buyer, mine.supplier)
    for made in (mine, theirs):
        log = made.colleague(Role.AUDITOR).get("/v1/audit/events?limit=200").text
        assert [secret for secret in (hit["id"], "canary-77", "double_claim") if secret in log] == []


def test_what_came_under_an_old_key_is_recognised_beside_a_new_one(world: World) -> None:
    first, second = two_contracts(world)
    old, new = (f"{name}:{digit * 64}" for name, digit in (("old", "a"), ("new", "b")))
    with fingerprinted_by(world, old):
        register(first, invoices=[INVOICE])
    with fingerprinted_by(world, f"{new},{old}"):
        register(second, invoices=[INVOICE])
        assert len(seen(first.buyer)) == 2
    third = deal(world, sides=(first.buyer, first.supplier))
    with fingerprinted_by(world, new):
        register(third, invoices=[INVOICE])
    assert [hit["other_contract_id"] for hit in seen(first.buyer, third)] == [str(second.contract)]


@contextmanager
def fingerprinted_by(world: World, keys: str) -> Iterator[None]:
    """Let the service hold other keys for a while."""
    before = world.service
    world.app.state.service = replace(before, settings=replace(before.settings, fingerprint_keys=keys))
    yield
    world.app.state.service = before


def test_a_double_claim_of_others_answers_as_one_that_does_not_exist(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE])
    register(second, invoices=[INVOICE])
    (hit,) = seen(first.buyer, first)
    stranger = world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    for act, body in (
        ("", None),
        ("/decide", {"outcome": "upheld", "words": "Mine."}),
        ("/answer", {"words": "Mine."}),
    ):
        said = [
            re.sub(r"[0-9a-f-]{36}", "ID", answer.text) + str(answer.status_code)
            for answer in (
                stranger.request("POST" if act else "GET", f"/v1/double-claims/{one}{act}", json=body)
                for one in (hit["id"], uuid4())
            )
        ]
        assert said[0] == said[1]
        assert said[0].endswith("404")


def test_the_supplier_answers_and_the_authority_decides_each_side_for_itself(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE])
    register(second, invoices=[INVOICE])
    (hit,) = seen(first.buyer, second)
    one = f"/v1/double-claims/{hit['id']}"
    first.supplier.make(f"{one}/answer", {"words": "The nursery planted on both sites."})
    assert first.supplier.post(f"{one}/decide", {"outcome": "explained", "words": "Of course."}).status_code == 403
    assert first.buyer.post(f"{one}/answer", {"words": "I know."}).status_code == 403
    decided = first.buyer.make(f"{one}/decide", {"outcome": "upheld", "words": "It was planted once."})
    assert [remark["outcome"] for remark in decided["remarks"]] == ["answered", "upheld"]
    late = first.supplier.post(f"{one}/answer", {"words": "But."})
    assert (late.status_code, late.json()["code"]) == (409, "double_claim.decided")
    assert seen(first.buyer, first)[0]["status"] == "open"
    again = first.buyer.make(f"{one}/decide", {"outcome": "explained", "words": "The map shows two plots."})
    assert (again["status"], len(again["remarks"])) == ("explained", 3)
    assert seen(first.buyer, second)[0]["remarks"] == again["remarks"]
    assert first.buyer.read("/v1/double-claims?status=explained")["items"][0]["id"] == hit["id"]


def test_lines_that_are_withdrawn_are_claimed_once_and_nothing_rests_on_them(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE])
    update = second.claimed("10")
    kept = register(second, invoices=[INVOICE], update=update["id"])
    one = f"/v1/claimed-lines/{kept['id']}/withdraw"
    held = second.supplier.post(one, {"reason": "Ours was the other."})
    assert (held.status_code, held.json()["code"]) == (409, "claimed_lines.rested_on")
    second.buyer.did(second.decide(update, "reject", reason="Counted elsewhere."))
    assert second.supplier.make(one, {"reason": "Ours was the other."})["withdrawn_reason"] == "Ours was the other."
    again = second.supplier.post(one, {"reason": "Again."})
    assert (again.status_code, again.json()["code"]) == (409, "claimed_lines.withdrawn")
    (hit,) = seen(first.buyer, first)
    assert hit["stands"] is False
    refused = first.buyer.post(f"/v1/double-claims/{hit['id']}/decide", {"outcome": "upheld", "words": "Twice."})
    assert (refused.status_code, refused.json()["code"]) == (409, "double_claim.lapsed")
    register(second, invoices=[INVOICE | {"amount": "1"}])
    assert world.stranger.post(one, {"reason": "Mine."}).status_code == 401
    assert world.supplier().post(one, {"reason": "Mine."}).status_code == 404


def test_no_answer_and_no_log_holds_a_fingerprint_or_what_it_was_made_of(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE], name="one.csv")
    register(second, invoices=[INVOICE], name="two.csv")
    with world.service.database.unit_of_work(write=False) as tx:
        prints = set(tx.scalars(select(ClaimedFingerprint.fingerprint)))
    auditor = first.colleague(Role.AUDITOR, Role.BUYER)
    (hit,) = seen(auditor, first)
    paths = ("/v1/audit/events", f"/v1/double-claims/{hit['id']}", f"/v1/contracts/{first.contract}/claimed-lines")
    told = "".join(auditor.get(path).text for path in paths)
    assert len(prints) == 1
    assert [one for one in (*prints, "Beck Nurseries", "INV-1041", "4100") if one in told] == []


def test_every_wrong_line_is_found_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = deal(world)
    path = f"/v1/contracts/{made.contract}/claimed-lines"
    wrong = {"name": "x.csv", **PERIOD, "ends_on": "2027-01-01", "share_percent": "100.01", "evidence": str(uuid4())}
    lines = [INVOICE, INVOICE | {"payee": "—", "reference": "--"}]
    refused = made.supplier.post(path, wrong | {"invoices": lines, "people": [PERSON | {"group": "!"}]})
    assert (refused.status_code, refused.json()["code"]) == (422, "claimed_lines.unfit")
    places = [finding["place"] for finding in refused.json()["findings"]]
    assert places == [
        "body.invoices", "body.share_percent", "body.starts_on", "body.evidence", "body.invoices[1].payee",
        "body.invoices[1].reference", "body.people[0].group",
    ]  # fmt: skip
    assert made.supplier.post(path, {"name": "x", **PERIOD}).json()["findings"][0]["place"] == "body.invoices"
    assert made.colleague(Role.SUPPLIER, Role.AUDITOR).post(path, {"name": "x", **PERIOD}).status_code == 403
    monkeypatch.setattr(rules, "MOST_LINES_A_DAY", 1)
    register(made, invoices=[INVOICE])
    much = made.supplier.post(path, {"name": "x", **PERIOD, "invoices": [INVOICE]})
    assert (much.status_code, much.json()["code"]) == (429, "claimed_lines.too_many")


def test_consent_is_a_commissioners_and_stays_on_record(world: World) -> None:
    made = deal(world)
    assert made.buyer.read("/v1/claim-sharing") == {"shares": False, "decisions": []}
    assert made.buyer.post("/v1/claim-sharing", {"shares": True, "reason": "Yes."}).status_code == 403
    commissioner = consent(made)
    twice = commissioner.post("/v1/claim-sharing", {"shares": True, "reason": "Yes."})
    assert (twice.status_code, twice.json()["code"]) == (409, "claim_sharing.unchanged")
    commissioner.make("/v1/claim-sharing", {"shares": False, "reason": "No longer."})
    read = made.buyer.read("/v1/claim-sharing")
    assert (read["shares"], [one["shares"] for one in read["decisions"]]) == (False, [True, False])


def test_what_was_upheld_is_not_accepted_in_full(world: World) -> None:
    first, second = two_contracts(world)
    register(first, invoices=[INVOICE])
    update = second.claimed("10")
    register(second, invoices=[INVOICE], update=update["id"])
    (hit,) = seen(first.buyer, second)
    first.buyer.make(f"/v1/double-claims/{hit['id']}/decide", {"outcome": "upheld", "words": "Planted once."})
    refused = second.decide(update, "verify", by=first.buyer)
    assert (refused.status_code, refused.json()["code"]) == (409, "update.double_claim_upheld")
    left = second.decide(update, "part-verify", by=first.buyer, proved="6", reason="One invoice is counted elsewhere.")
    assert first.buyer.did(left)["verification"]["proved"] == "6"


EMPLOYED = Promise(
    measure={
        "id": "local-employment",
        "title": "Local jobs",
        "unit": "FTE",
        "adds_up": "fte_years",
        "better": "higher",
    },
    promised="2",
    targets=("1", "1"),
    bands=BANDS,
)
HEAD = "measure,person,started_on,from,to,hours_per_week,share_percent"
PEOPLE = f"{HEAD}\nlocal-employment,P-1,2026-01-01,2026-01-01,2026-03-31,37,"


@pytest.mark.parametrize(("shares", "hits"), [(("60", "40"), 0), (("", "40"), 2)])
def test_people_that_an_engine_counted_are_compared_by_their_shares(
    world: World, shares: tuple[str, str], hits: int
) -> None:
    first = deal(world, EMPLOYED)
    both = first, deal(world, EMPLOYED, sides=(first.buyer, first.supplier))
    updates: list[Any] = []
    for made, share in zip(both, shares, strict=True):
        settings = {"contract_starts_on": "2026-01-01", "contract": "C-1", "full_time_hours": "37"}
        plan = {"engine": "people", "settings": settings}
        made.buyer.make(f"/v1/commitments/{made.commitments[0]}/evidence-plans", plan)
        file = made.supplier.did(made.send("people.csv", f"{PEOPLE}{share}\n".encode()))
        updates.append(made.claimed("0.1", evidence=[file["id"]]))
        world.run_jobs()
    found = [hit for hit in seen(first.buyer) if hit["kind"] == "person"]
    assert len(found) == hits
    if hits:
        hit = next(one for one in found if one["contract_id"] == str(both[1].contract))
        assert hit["overlap_ends_on"] == "2026-03-31"
        lines = first.buyer.read(f"/v1/double-claims/{hit['id']}")["lines"]
        assert lines == [{"place": "people.csv:2", "other_place": "people.csv:2"}]
        first.buyer.did(both[1].decide(updates[1], "reject", reason="Counted elsewhere."))
        assert [one["stands"] for one in seen(first.buyer) if one["kind"] == "person"] == [False, False]


def test_a_supplier_does_not_lose_what_was_upheld_by_having_its_files_assessed_again(world: World) -> None:
    first = deal(world, EMPLOYED)
    second = deal(world, EMPLOYED, sides=(first.buyer, first.supplier))
    updates = [counted_by_an_engine(made) for made in (first, second)]
    (hit,) = [each for each in seen(first.buyer, second) if each["kind"] == "person"]
    first.buyer.make(f"/v1/double-claims/{hit['id']}/decide", {"outcome": "upheld", "words": "One job."})
    for made, update in ((second, updates[1]), (first, updates[0])):
        made.supplier.make(f"/v1/updates/{update['id']}/assessments")
        world.run_jobs()
        refused = second.decide(updates[1], "verify", by=first.buyer, reason="Seen.")
        assert (refused.status_code, refused.json()["code"]) == (409, "update.double_claim_upheld")
    (now,) = [each for each in seen(first.buyer, second) if each["kind"] == "person" and each["stands"]]
    assert (now["status"], [each["words"] for each in now["remarks"]]) == ("upheld", ["One job."])
    first.buyer.make(f"/v1/double-claims/{now['id']}/decide", {"outcome": "explained", "words": "Two halves."})
    second.supplier.make(f"/v1/updates/{updates[1]['id']}/assessments")
    world.run_jobs()
    first.buyer.did(second.decide(updates[1], "verify", by=first.buyer, reason="Seen."))


def counted_by_an_engine(made: Deal) -> Any:
    """Return a claim whose one person an engine has counted."""
    settings = {"contract_starts_on": "2026-01-01", "contract": "C-1", "full_time_hours": "37"}
    plan = {"engine": "people", "settings": settings}
    made.buyer.make(f"/v1/commitments/{made.commitments[0]}/evidence-plans", plan)
    file = made.supplier.did(made.send("people.csv", f"{PEOPLE}\n".encode()))
    update = made.claimed("0.1", evidence=[file["id"]])
    made.world.run_jobs()
    return update


def test_comparing_again_changes_nothing(world: World) -> None:
    first, second = two_contracts(world)
    kept = [register(made, invoices=[INVOICE]) for made in (first, second)]

    def rows() -> list[str]:
        with world.service.database.unit_of_work(write=False) as tx:
            return sorted(
                repr([getattr(row, c.key) for c in row.__table__.columns]) for row in tx.scalars(select(DoubleClaim))
            )

    before = rows()
    from app.delivery.doubles import service  # noqa: PLC0415 - what the worker calls, called again here

    for one in kept:
        service.match_job(world.service, {"source": one["id"]})
    assert rows() == before
    assert len(before) == 2
