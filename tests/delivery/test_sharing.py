"""One report for several contracts and buyers: never more than all of it, and nobody sees whose the rest is."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from app.delivery.sharing import rules
from app.delivery.sharing.errors import OverAllotted
from app.identity.rules import Role
from app.organisations.rules import OrganisationKind
from tests.delivery.deal import WORDS, Deal, deal, spend
from tests.delivery.test_verification import at_once
from tests.world import World

REPORT = {
    "title": "Skills fair for three trusts",
    "quantity": "1000",
    "unit": "GBP",
    "starts_on": "2026-01-10",
    "ends_on": "2026-01-20",
    "words": "A fair at the college, open to all.",
}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def share(made: Deal, percent: str, *, commitment: int = 0, quarter: int = 0) -> dict[str, Any]:
    period = {"target": str(made.targets[commitment][quarter])}
    return {"commitment": str(made.commitments[commitment]), "percent": percent, "period": period}


def test_a_share_is_exact_or_rounded_against_the_claimant() -> None:
    third = Decimal("33.3333")
    assert rules.amount(Decimal(10), third, more_is_better=True) == Decimal("3.3333")
    assert rules.amount(Decimal(10), third, more_is_better=False) == Decimal("3.3334")
    assert rules.amount(Decimal("12.5"), Decimal(100), more_is_better=True) == Decimal("12.5")


def test_shares_beyond_the_whole_are_refused_with_the_numbers() -> None:
    rules.check_total([Decimal(60), Decimal(40)], Decimal(0))
    with pytest.raises(OverAllotted, match=r"60% \+ 50% makes 110% of the report.*at most 100%"):
        rules.check_total([Decimal(60), Decimal(50)], Decimal(0))
    with pytest.raises(OverAllotted, match=r"0\.0001% beside the 100%.*at most 0%"):
        rules.check_total([Decimal("0.0001")], Decimal(100))


def test_one_report_is_allotted_to_two_buyers_and_each_sees_its_own_share_and_the_size_of_the_rest(
    world: World,
) -> None:
    one = deal(world, spend("500", "500"), WORDS)
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    other = deal(world, spend("500", "500"), sides=(buyer, one.supplier))
    supplier = one.supplier
    world.clock.at = world.clock.at.replace(day=28)
    report = supplier.make("/v1/reports", REPORT)
    path = f"/v1/reports/{report['id']}/shares"
    over = supplier.post(path, {"shares": [share(one, "60"), share(other, "50")]})
    assert code(over) == (409, "report.over_allotted")
    assert "60% + 50% makes 110%" in over.json()["detail"]
    assert supplier.read("/v1/updates")["items"] == []
    made = supplier.make(path, {"shares": [share(one, "60"), share(other, "30")]})
    assert (made["allotted_percent"], made["unallotted_percent"]) == ("90", "10")
    assert [(each["percent"], each["claimed"]) for each in made["shares"]] == [("60", "600"), ("30", "300")]
    assert code(supplier.post(path, {"shares": [share(other, "50")]})) == (409, "report.over_allotted")
    again = supplier.make(path, {"shares": [share(other, "40")]})
    assert again["allotted_percent"] == "100"
    assert [each["status"] for each in again["shares"]] == ["submitted", "superseded", "submitted"]
    (update,) = one.buyer.read("/v1/updates")["items"]
    seen = one.buyer.get(f"/v1/updates/{update['id']}")
    assert seen.json()["share"] == {
        "percent": "60",
        "elsewhere_percent": "40",
        "unallotted_percent": "0",
        "quantity": "1000",
        "unit": "GBP",
    }
    for secret in (
        str(other.contract),
        str(other.buyer.organisation_id),
        str(other.commitments[0]),
        report["id"],
        "Skills",
    ):
        assert secret not in seen.text
    for client, address in ((one.buyer, "/v1/reports"), (world.supplier(), f"/v1/reports/{report['id']}")):
        assert client.get(address).status_code in {403, 404}
    assert [each["id"] for each in supplier.read("/v1/reports")["items"]] == [report["id"]]


def test_everything_wrong_with_shares_is_said_at_once_and_nothing_is_claimed(world: World) -> None:
    made = deal(world, spend("500", "500"), spend("5", unit="hours"), WORDS)
    supplier = made.supplier
    ahead = supplier.post("/v1/reports", REPORT)
    assert code(ahead) == (422, "report.unfit")
    backwards = supplier.post("/v1/reports", REPORT | {"ends_on": "2026-01-01"})
    assert code(backwards) == (422, "report.unfit")
    world.clock.at = world.clock.at.replace(month=4)
    path = f"/v1/reports/{supplier.make('/v1/reports', REPORT)['id']}/shares"
    shares = [share(made, "10"), share(made, "10"), share(made, "10", quarter=1)]
    shares += [share(made, "1", commitment=1), share(made, "1", commitment=2)]
    refused = supplier.post(path, {"shares": shares})
    assert code(refused) == (422, "report.shares_unfit")
    assert [each["place"] for each in refused.json()["findings"]] == [
        "body.shares[1].commitment",
        "body.shares[2].commitment",
        "body.shares[2].period",
        "body.shares[3].commitment",
        "body.shares[4].commitment",
    ]
    unknown = {"commitment": str(made.commitments[0]), "percent": "10"}
    assert code(supplier.post(path, {"shares": [unknown]})) == (422, "report.shares_unfit")
    assert supplier.post(path, {"shares": [share(made, "101")]}).status_code == 422
    assert supplier.read("/v1/updates")["items"] == []


def test_two_allotments_at_the_same_moment_never_make_more_than_the_whole(world: World) -> None:
    one = deal(world, spend("500", "500"))
    buyer = world.person(world.organisation(OrganisationKind.COUNCIL), Role.BUYER)
    other = deal(world, spend("500", "500"), sides=(buyer, one.supplier))
    world.clock.at = world.clock.at.replace(day=28)
    report = one.supplier.make("/v1/reports", REPORT)
    path, headers = f"/v1/reports/{report['id']}/shares", one.supplier.headers
    bodies = [{"shares": [share(made, "60")]} for made in (one, other)]
    answers = at_once(*(partial(world.http.post, path, json=body, headers=headers) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert one.supplier.read(f"/v1/reports/{report['id']}")["allotted_percent"] == "60"
