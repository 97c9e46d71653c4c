"""Organisations are known by real identifiers, once each, and described by themselves."""

from decimal import Decimal

import pytest

from app.identity.rules import Role
from app.organisations.rules import (
    IdentifierScheme,
    OrganisationKind,
    Size,
    is_sme,
    normal_identifier,
    normal_postcode,
)
from tests.world import World


@pytest.mark.parametrize(
    ("scheme", "given", "kept"),
    [
        ("GB-NHS", " rj1 ", "RJ1"),
        ("GB-COH", "1234567", "01234567"),
        ("GB-COH", "sc123456", "SC123456"),
        ("GB-CHC", "1089464", "1089464"),
        ("GB-COH", "123456789", None),
        ("GB-NHS", "R'; --", None),
        ("GB-LAE", "E08000019", "E08000019"),
    ],
)
def test_an_identifier_is_kept_in_the_form_of_its_register(scheme: str, given: str, kept: str | None) -> None:
    assert normal_identifier(IdentifierScheme(scheme), given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [("ls14ee", "LS1 4EE"), ("SW1A 1AA", "SW1A 1AA"), ("bt1  5gs", "BT1 5GS"), ("LS1", None), ("QQ1 1QQ", None)],
)
def test_a_postcode_is_kept_with_its_space_or_refused(given: str, kept: str | None) -> None:
    assert normal_postcode(given) == kept


@pytest.mark.parametrize(
    ("staff", "turnover", "balance", "expected"),
    [
        (249, "44000000", None, True),
        (250, "1", "1", False),
        (249, "44000000.01", "38000000", True),
        (249, "44000000.01", "38000000.01", False),
        (None, "1", "1", None),
        (10, None, None, None),
        (10, "50000000", None, None),
        (None, "50000000", "50000000", False),
    ],
)
def test_the_statutory_size_test_says_yes_no_or_not_known(
    *, staff: int | None, turnover: str | None, balance: str | None, expected: bool | None
) -> None:
    size = Size(
        staff=staff,
        turnover=None if turnover is None else Decimal(turnover),
        balance_sheet=None if balance is None else Decimal(balance),
    )
    assert is_sme(size) is expected


def test_an_identifier_is_refused_to_a_second_organisation_in_any_spelling(world: World) -> None:
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    body = {"kind": "business", "name": "A", "identifiers": [{"scheme": "GB-COH", "value": "01234567"}]}
    operator.make("/v1/organisations", body)
    again = {**body, "name": "B", "identifiers": [{"scheme": "GB-COH", "value": "1234567"}]}
    assert operator.post("/v1/organisations", again).json()["code"] == "organisation.identifier_taken"


def test_a_wrong_identifier_is_named_with_the_form_it_should_have(world: World) -> None:
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    body = {"kind": "trust", "name": "A", "identifiers": [{"scheme": "GB-NHS", "value": "no-code"}]}
    refused = operator.post("/v1/organisations", body).json()
    assert refused["code"] == "organisation.identifier_invalid"
    assert "no-code" in refused["detail"]
    assert "RJ1" in refused["detail"]


def test_only_the_operator_registers_and_only_the_own_admin_describes(world: World) -> None:
    council = world.organisation(OrganisationKind.COUNCIL)
    other = world.organisation(OrganisationKind.COUNCIL)
    admin = world.person(council, Role.ADMIN)
    body = {"kind": "trust", "name": "A", "identifiers": [{"scheme": "GB-NHS", "value": "RJ1"}]}
    assert admin.post("/v1/organisations", body).status_code == 403
    assert admin.put(f"/v1/organisations/{other}", {"name": "X"}, version=1).status_code == 403
    described = {
        "name": "Mid-County",
        "postcode": "ls1 4ee",
        "profile": {"staff": 12, "is_charity": False, "turnover": "4100000.50", "balance_sheet": "1"},
    }
    changed = admin.did(admin.put(f"/v1/organisations/{council}", described, version=1))
    assert (changed["postcode"], changed["is_charity"], changed["is_vcse"]) == ("LS1 4EE", False, None)
    assert changed["is_sme"] is True


def test_hostile_names_come_back_as_they_were_given(world: World) -> None:
    for name in ("O'Brien & Søn <td>", "شركة النور", "</td><script>alert(1)</script>", "W" * 300, "🧹 clean"):
        organisation = world.organisation(OrganisationKind.BUSINESS, name)
        reader = world.person(organisation, Role.SUPPLIER)
        assert reader.read(f"/v1/organisations/{organisation}")["name"] == name


def test_a_listed_organisation_is_shown_as_when_it_is_read_alone(world: World) -> None:
    operator = world.person(world.organisation(OrganisationKind.OPERATOR), Role.ADMIN)
    identifiers = [{"scheme": "GB-CHC", "value": "1089464"}, {"scheme": "GB-COH", "value": "01234567"}]
    profile = {"staff": 12, "turnover": "4100000.50", "balance_sheet": "1", "living_wage_expires_on": "2027-01-31"}
    body = {"kind": "business", "name": "Tidy Ltd", "identifiers": identifiers, "profile": profile}
    made = operator.make("/v1/organisations", body)
    listed = operator.read("/v1/organisations?sort=-created_at")["items"]
    assert listed == [operator.read(f"/v1/organisations/{row['id']}") for row in listed]
    assert made in listed


def test_a_part_of_a_name_is_looked_for_as_it_is_written(world: World) -> None:
    names = ["100% Clean", "100 Clean", "A_B/C", "AxB/C", "A//B"]
    made = [world.organisation(OrganisationKind.BUSINESS, name) for name in names]
    reader = world.person(made[0], Role.SUPPLIER)
    for part, found in {
        "0% c": names[:1],
        "a_b": names[2:3],
        "/c": names[2:4],
        "//": names[4:],
        "%": names[:1],
    }.items():
        assert [row["name"] for row in reader.read("/v1/organisations", params={"name": part})["items"]] == found
