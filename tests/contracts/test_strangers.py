"""A whole life is walked by people who have no part in it, or only a small one: nothing is read, nothing changes.

The ids are real and the secrets are spelt so that they are found wherever they leak: in an answer, a header, a refusal.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import select

from app.identity.models import ApiKey, Person
from app.identity.rules import Role
from app.kit.model import Model
from app.kit.problem import MEDIA_TYPE
from app.organisations.rules import OrganisationKind
from app.reminders.models import Calendar, Webhook
from tests.contracts import claims_life, networks_life, proof_life, remedies_life, whole_life
from tests.contracts.walking import Walked, walk
from tests.contracts.whole_life import Life
from tests.world import Client, World

REFUSED = {401, 403, 404}
EVERYBODY_READS = {"/v1/tenders/{tender_id}", "/v1/tenders/{tender_id}/rubric", "/v1/organisations/{organisation_id}"}
"""What is published is published: the tender, what it asks, and who buys."""
TELLS_ITS_STATE = {"POST /v1/tenders/{tender_id}/bids", "POST /v1/tenders/{tender_id}/lot-preference"}
"""A published tender says to any supplier that it takes no more bids."""
OPERATORS = re.compile(r"/v1/(people|keys|organisations|successions)\b")
"""The operator keeps organisations and their people; whatever it does there stands in their own log."""
UNWATCHED = {"idempotency_record", "sign_in_failure"}


def send(client: Client, route: Walked, ids: Mapping[str, str]) -> httpx2.Response:
    """Send the smallest request that a route reads, as this client, about these things."""
    headers = {"If-Match": '"1"'} if route.method == "PUT" else {}
    answer: httpx2.Response = client.world.http.request(
        route.method, route.address(ids), headers={**client.headers, **headers}, **route.request()
    )
    return answer


def said(answer: httpx2.Response) -> str:
    """Return everything that an answer tells: its status, its headers, its body."""
    return f"{answer.status_code} {dict(answer.headers)} {answer.content.decode('utf-8', 'replace')}"


def snapshot(world: World) -> dict[str, str]:
    """Return what stands in every table, as a digest, so that any change shows."""
    found = {}
    with world.service.database.unit_of_work(write=False) as tx:
        for name, table in Model.metadata.tables.items():
            if name not in UNWATCHED:
                rows = sorted(repr(tuple(row)) for row in tx.execute(select(table)))
                found[name] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


def credentials(world: World) -> set[str]:
    """Return every secret that is kept: digests of keys and of addresses, hashes of passwords, what signs."""
    with world.service.database.unit_of_work(write=False) as tx:
        kept = (ApiKey.secret_digest, Person.password_hash, Webhook.secret, Calendar.secret_digest)
        return {secret for column in kept for secret in tx.scalars(select(column)) if secret}


PRICES = set(whole_life.PRICES.values())
ANSWERS = {whole_life.answer_of(name, lot) for name, lot in whole_life.PRICES}
DECLARED = {whole_life.INTEREST, whole_life.DECIDED}
PANEL = {whole_life.rationale_of(0), whole_life.rationale_of(1), whole_life.AGREED, whole_life.DISCUSSION}
CONTRACTED = {whole_life.WAIVER, whole_life.UPDATE, whole_life.LATER, whole_life.NOTE, whole_life.EVIDENCE}
CONTRACTED |= {whole_life.CHANGE, whole_life.BOUGHT}
CONTRACTED |= {proof_life.QUESTION, proof_life.PLANNED}
CONTRACTED |= {remedies_life.ASKED, remedies_life.REPLIED}
CONTRACTED |= {claims_life.CONFIRMED, claims_life.PART, claims_life.DUG}
ALL = PRICES | ANSWERS | PANEL | DECLARED | CONTRACTED | {whole_life.AWARDED}


def with_ids(world: World) -> list[Walked]:
    """Return the routes that are about something that exists already."""
    return [route for route in walk(world.app) if "_id}" in route.path]


def strangers(life: Life) -> Iterator[tuple[str, Client]]:
    """Yield everybody who has no part in the tender, in every role that they can hold."""
    world = life.world
    yield "another authority", world.person(world.organisation(OrganisationKind.COUNCIL), *Role)
    rival = world.organisation(OrganisationKind.BUSINESS, "Outsider")
    yield "a supplier who did not bid", world.person(rival, Role.SUPPLIER, Role.ADMIN, Role.AUDITOR)
    yield "the operator", world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN, Role.AUDITOR)
    yield "nobody", world.stranger


def ids_for(route: Walked, life: Life) -> list[dict[str, str]]:
    """Return every set of ids that makes a difference to a route."""
    return list({route.address(ids): ids for ids in life.every_ids()}.values())


def reads(life: Life, client: Client, *, but: Iterable[str] = ()) -> str:
    """Return everything that one person can read of a life, through every route there is."""
    routes = [route for route in walk(life.world.app) if route.method == "GET" and route.path not in but]
    return "\n".join(said(send(client, route, ids)) for route in routes for ids in ids_for(route, life))


def check_says_none_of(secrets: Iterable[str], told: str, where: object) -> None:
    """Fail with the first secret that was told."""
    for secret in secrets:
        assert secret not in told, f"{where}: {secret} in {told[:400]}"


def test_strangers_read_nothing_and_change_nothing(world: World) -> None:
    life = whole_life.delivering(world)
    people = list(strangers(life))
    secrets = ALL | credentials(world) | {proof_life.SHARED}
    secrets |= networks_life.SECRETS
    before = snapshot(world)
    for who, client in people:
        for route in with_ids(world):
            if who == "the operator" and OPERATORS.match(route.path):
                continue
            for ids in ids_for(route, life):
                answer = send(client, route, ids)
                check_says_none_of(secrets, said(answer), (who, str(route)))
                if route.path not in EVERYBODY_READS or route.method != "GET":
                    allowed = REFUSED | ({409} if str(route) in TELLS_ITS_STATE else set())
                    assert answer.status_code in allowed, (who, str(route), said(answer))
                    assert answer.headers["content-type"] == MEDIA_TYPE, (who, str(route))
        assert snapshot(world) == before, who


def test_strangers_cannot_tell_what_exists_from_what_does_not(world: World) -> None:
    life = whole_life.delivering(world)
    made_up = {name: str(uuid4()) for name in life.ids if name.endswith("_id")}
    for who, client in strangers(life):
        for route in with_ids(world):
            if route.path in EVERYBODY_READS or str(route) in TELLS_ITS_STATE or OPERATORS.match(route.path):
                continue
            about_real, about_unreal = (
                _without_ids(said(send(client, route, ids)), ids) for ids in (life.ids, life.ids | made_up)
            )
            assert about_real == about_unreal, (who, str(route))


def _without_ids(told: str, ids: Mapping[str, Any]) -> str:
    for value in ids.values():
        if len(value) == 36:
            told = told.replace(value, "ID")
    return told


def test_the_lists_of_strangers_hold_none_of_it(world: World) -> None:
    life = whole_life.delivering(world)
    public = {life.ids["tender_id"], life.ids["organisation_id"], life.ids["rubric_id"]}
    secrets = ALL | credentials(world) | {value for value in life.ids.values() if len(value) == 36} - public
    for who, client in strangers(life):
        for route in walk(world.app):
            registry = who == "the operator" and OPERATORS.match(route.path)
            if route.method == "GET" and "_id}" not in route.path and not registry:
                check_says_none_of(secrets, said(send(client, route, life.ids)), (who, str(route)))


def test_an_evaluator_reads_the_answers_to_mark_and_nobody_elses_business(world: World) -> None:
    life = whole_life.computed(world)
    first, second = life.team.evaluators
    own = {"assignment_id": first.read("/v1/my-work")["items"][0]["assignment_id"]}
    life.also.append(own)
    told = reads(life, first)
    assert whole_life.answer_of("Acme", "1") in told
    assert whole_life.rationale_of(0) in told
    check_says_none_of(PRICES | {whole_life.rationale_of(1), whole_life.AGREED, whole_life.DISCUSSION}, told, "first")
    check_says_none_of(ALL - {whole_life.rationale_of(1)} - ANSWERS, reads(life, second), "second")
    unassigned = world.person(life.team.organisation_id, Role.EVALUATOR)
    check_says_none_of(ALL, reads(life, unassigned), "not assigned to anything")


def test_a_rival_reads_their_own_bid_and_of_the_others_what_the_award_notices_say(world: World) -> None:
    life = whole_life.computed(world)
    own = {whole_life.answer_of("Brook", "1"), whole_life.answer_of("Brook", "2")}
    own |= {price for (name, _), price in whole_life.PRICES.items() if name == "Brook"}
    names = {"Acme", "Cedar"}
    lists_everybody = {"/v1/organisations"}
    told = reads(life, life.supplier("Brook"), but=lists_everybody)
    assert all(secret in told for secret in own)
    check_says_none_of(ALL - own | names, told, "before the award")
    whole_life.deliver(whole_life.award(life))
    notices = {"/v1/awards/{award_id}/notice", "/v1/tenders/{tender_id}/award-notices"}
    told = reads(life, life.supplier("Brook"), but=lists_everybody | notices)
    check_says_none_of(ALL - own | names, told, "after the award")
    everything = reads(life, life.supplier("Brook"))
    check_says_none_of(ALL - own - {whole_life.AWARDED}, everything, "with the notices")


def test_the_supplier_of_a_contract_reads_what_is_agreed_with_them_and_no_rival(world: World) -> None:
    life = whole_life.delivering(world)
    told = reads(life, life.supplier("Acme"), but={"/v1/organisations"})
    own = {whole_life.answer_of("Acme", "1"), whole_life.PRICES["Acme", "1"], whole_life.AWARDED, *CONTRACTED}
    assert all(secret in told for secret in own)
    check_says_none_of(ALL - own | {"Brook"}, told, "the winner")


def test_the_role_of_a_supplier_gives_no_sight_of_what_ones_own_authority_buys(world: World) -> None:
    life = whole_life.delivering(world)
    for roles in ((Role.SUPPLIER,), (Role.SUPPLIER, Role.EVALUATOR)):
        bidding = world.person(life.team.organisation_id, *roles)
        check_says_none_of(ALL | {"Acme"}, reads(life, bidding, but={"/v1/organisations"}), roles)


def test_what_is_kept_from_strangers_is_read_by_those_who_may(world: World) -> None:
    """The walk would find a leak: everything that it looks for is there for somebody."""
    life = whole_life.delivering(world)
    auditor = reads(life, world.person(life.team.organisation_id, Role.AUDITOR))
    assert {secret for secret in ALL if secret not in auditor} == set()


def test_an_auditor_and_an_admin_of_the_authority_change_nothing_of_a_tender(world: World) -> None:
    life = whole_life.delivering(world)
    people = [world.person(life.team.organisation_id, role) for role in (Role.AUDITOR, Role.ADMIN)]
    before = snapshot(world)
    for person in people:
        for route in with_ids(world):
            own = OPERATORS.match(route.path) or route.path.startswith("/v1/webhooks")  # an admin looks after these
            if route.method == "GET" or (person is people[1] and own) or str(route) in EXPORTING:
                continue
            for ids in ids_for(route, life):
                assert send(person, route, ids).status_code in {403, 404}, str(route)
    assert snapshot(world) == before


EXPORTING = {"POST /v1/awards/{award_id}/exports", "POST /v1/contracts/{contract_id}/exports"}
"""An auditor has the record put together as it is; nothing of it changes."""
ASKING = {
    "POST /v1/commitments/{commitment_id}/confirmations",
    "POST /v1/confirmations/{confirmation_id}/links",
    "POST /v1/confirmations/{confirmation_id}/revoke",
}
DECIDING = {
    "POST /v1/awards/{award_id}/approve",
    "POST /v1/awards/{award_id}/publish-notice",
    "POST /v1/awards/{award_id}/representations",
    "POST /v1/representations/{representation_id}/decide",
    "POST /v1/tenders/{tender_id}/awards",
}
TELLING = {
    "POST /v1/awards/{award_id}/documents",
    "POST /v1/awards/{award_id}/letters",
    "POST /v1/awards/{award_id}/records",
    "POST /v1/awards/{award_id}/redactions",
    "POST /v1/awards/{award_id}/summaries",
    "POST /v1/documents/{document_id}/signature",
    "POST /v1/redactions/{redaction_id}/lift",
}
REPORTING = {"POST /v1/networks/{network_id}/documents", "POST /v1/portfolio/documents"}
HOLDING = {
    "POST /v1/commitments/{commitment_id}/ratings",
    "POST /v1/contracts/{contract_id}/remedies",
    "POST /v1/remedies/{remedy_id}/accept",
    "POST /v1/remedies/{remedy_id}/close",
    "POST /v1/remedies/{remedy_id}/return",
}
ACTS_OF = {
    Role.EVALUATOR: {
        "POST /v1/bids/{bid_id}/marks",
        "POST /v1/my-work/{assignment_id}/drafts/{bid_id}",
        "POST /v1/my-work/{assignment_id}/submit",
        "POST /v1/tenders/{tender_id}/declarations",
    },
    Role.COMMISSIONER: {
        *HOLDING,
        *DECIDING,
        *TELLING,
        *REPORTING,
        "POST /v1/brands",
        "POST /v1/claim-sharing",
        "POST /v1/changes/{change_id}/approve",
        "POST /v1/changes/{change_id}/notice",
        "POST /v1/changes/{change_id}/refuse",
        "POST /v1/contracts/{contract_id}/documents",
        "POST /v1/declarations/{declaration_id}/decide",
        "POST /v1/flags/{flag_id}/decide",
        "POST /v1/networks",
        "POST /v1/networks/{network_id}/invitations",
        "POST /v1/networks/{network_id}/join",
        "POST /v1/networks/{network_id}/leave",
        "POST /v1/openings/{opening_id}/confirm",
        "POST /v1/tenders/{tender_id}/declarations",
        "POST /v1/tenders/{tender_id}/moderations",
        "POST /v1/tenders/{tender_id}/openings",
        "POST /v1/waivers/{waiver_id}/approve",
        "POST /v1/waivers/{waiver_id}/refuse",
    },
    Role.AUDITOR: {"POST /v1/audit/heads", *EXPORTING},
    Role.ADMIN: {
        "POST /v1/audit/heads",
        "POST /v1/due/settle",
        "POST /v1/organisations",
        "POST /v1/people",
        "POST /v1/publication",
        "POST /v1/successions",
        "POST /v1/successions/{succession_id}/accept",
        "POST /v1/successions/{succession_id}/withdraw",
        "POST /v1/webhooks",
        "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/send-again",
        "POST /v1/webhooks/{webhook_id}/ping",
        "POST /v1/webhooks/{webhook_id}/revoke",
        "PUT /v1/organisations/{organisation_id}",
        "PUT /v1/people/{person_id}",
    },
    Role.SUPPLIER: {
        *ASKING,
        "POST /v1/remedies/{remedy_id}/reply",
        "POST /v1/claimed-lines/{source_id}/withdraw",
        "POST /v1/contracts/{contract_id}/claimed-lines",
        "POST /v1/contracts/{contract_id}/subcontractors",
        "POST /v1/double-claims/{double_claim_id}/answer",
        "POST /v1/my-subcontracts",
        "POST /v1/parts/{part_id}/accept",
        "POST /v1/parts/{part_id}/return",
        "POST /v1/subcontractors/{subcontractor_id}/files",
        "POST /v1/subcontractors/{subcontractor_id}/parts",
        "POST /v1/subcontractors/{subcontractor_id}/remove",
        "POST /v1/updates/{update_id}/parts",
        "POST /v1/awards/{award_id}/representations",
        "POST /v1/bids/{bid_id}/submit",
        "POST /v1/bids/{bid_id}/withdraw",
        "POST /v1/changes/{change_id}/agree",
        "POST /v1/changes/{change_id}/decline",
        "POST /v1/commitments/{commitment_id}/updates",
        "POST /v1/contracts/{contract_id}/evidence",
        "POST /v1/contracts/{contract_id}/workbook",
        "POST /v1/due/settle",
        "POST /v1/low-price-inquiries/{inquiry_id}/answer",
        "POST /v1/queries/{query_id}/answer",
        "POST /v1/reports",
        "POST /v1/reports/{report_id}/shares",
        "POST /v1/statements",
        "POST /v1/tenders/{tender_id}/bids",
        "POST /v1/tenders/{tender_id}/lot-preference",
        "POST /v1/updates/{update_id}/assessments",
        "POST /v1/updates/{update_id}/reply",
        "PUT /v1/bids/{bid_id}",
    },
}


def test_each_role_has_the_acts_that_are_written_down_here_and_no_other(world: World) -> None:
    """A buyer has the rest; marking, deciding on waivers and reporting are not among it."""
    acts = [route for route in walk(world.app) if route.method != "GET" and route.access.may != frozenset(Role)]
    for role, written in ACTS_OF.items():
        assert {str(route) for route in acts if role in route.access.may} == written, role
    buyers = {str(route) for route in acts if Role.BUYER in route.access.may}
    shared = (
        DECIDING
        | ASKING
        | HOLDING
        | EXPORTING
        | {
            *TELLING,
            *REPORTING,
            "POST /v1/changes/{change_id}/notice",
            "POST /v1/contracts/{contract_id}/documents",
            "POST /v1/declarations/{declaration_id}/decide",
            "POST /v1/due/settle",
            "POST /v1/flags/{flag_id}/decide",
            "POST /v1/openings/{opening_id}/confirm",
            "POST /v1/tenders/{tender_id}/declarations",
            "POST /v1/tenders/{tender_id}/moderations",
            "POST /v1/tenders/{tender_id}/openings",
            "POST /v1/updates/{update_id}/assessments",
        }
    )
    assert buyers & set().union(*ACTS_OF.values()) == shared
