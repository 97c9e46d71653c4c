"""What each regime makes of one tender: what it must say, which days are waited, and what falls due afterwards.

Every day here was counted by hand from the calendar; nothing is worked out by what is under test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.organisations.rules import OrganisationKind
from tests.journeys.building import NEEDED_BY_REGIME

ENGLAND, WALES = "procurement-act-2023", "procurement-act-2023-wales"
PSR, SCOTLAND, BELOW = "provider-selection-regime", "scotland", "below-threshold"
WEEKEND = ("Saturday", "Sunday")


@dataclass(frozen=True)
class Course:
    """One tender under one regime.

    `says` is what its tender states; `unfit` a change with which it may not be published, for the reasons `lacks`.
    `noticed` is the instant at which the notice is published, `counted` every day of standstill that counts, `left_out`
    every other day in it with a word of the reason, `ends_at` the first instant after it. `signed_on` is the day of the
    contract, `due` what is then due and when, `duties` those that the value brings. `regulation` is the one that the
    summaries follow, None where there is none.
    """

    regime: str
    kind: OrganisationKind
    says: Mapping[str, Any]
    unfit: Mapping[str, Any]
    lacks: tuple[str, ...]
    noticed: str
    counted: tuple[str, ...]
    left_out: Mapping[str, str]
    ends_at: str | None
    signed_on: str
    due: Mapping[str, str | None]
    duties: frozenset[str] = frozenset()
    decision: Mapping[str, Any] = field(default_factory=dict)
    regulation: str | None = None
    key_criteria: tuple[str, ...] = ()

    @property
    def noticed_on(self) -> str:
        """Return the day of the notice."""
        return self.noticed[:10]


def of_the_act(signed_on: str, details: str, records: str, **more: str | None) -> dict[str, str | None]:
    """Return what is due under the Procurement Act for every contract, whatever its value."""
    return {
        "Contract award notice": signed_on,
        "Contract details notice": details,
        "Contract termination notice": None,
        "Breach or failure notice": None,
        "Records": records,
    } | {name.replace("_", " ").capitalize(): day for name, day in more.items()}


# Six million pounds with VAT over three years: indicators are due, and a copy of the contract; a year of it is two.
EASTER_IN_ENGLAND = Course(
    regime=ENGLAND,
    kind=OrganisationKind.TRUST,
    says={"category": "services", "value": "6000000", "value_includes_vat": True},
    unfit={"category": "health_services"},
    lacks=("category.not_taken",),
    noticed="2026-04-02T10:00:00+01:00",
    counted=(
        *("2026-04-02", "2026-04-07", "2026-04-08", "2026-04-09"),
        *("2026-04-10", "2026-04-13", "2026-04-14", "2026-04-15"),
    ),
    left_out={
        "2026-04-03": "Good Friday",
        **dict(zip(("2026-04-04", "2026-04-05"), WEEKEND, strict=True)),
        "2026-04-06": "Easter Monday",
        **dict(zip(("2026-04-11", "2026-04-12"), WEEKEND, strict=True)),
    },
    ends_at="2026-04-15T23:00:00Z",
    signed_on="2026-04-16",
    due=of_the_act(
        "2026-04-16",
        "2026-05-15",
        "2029-04-15",
        key_performance_indicators="2026-04-16",
        assessment_summary="2026-04-02",
        contract_copy="2026-07-14",
        performance_notice="2027-04-15",
    ),
    duties=frozenset({"duty.kpi_duty", "duty.net_zero_commitment_nhs"}),
    regulation="regulation 31",
)

CHRISTMAS_IN_WALES = Course(
    regime=WALES,
    kind=OrganisationKind.COUNCIL,
    says={"category": "goods", "value": "900000", "value_includes_vat": True},
    unfit={"category": "health_services"},
    lacks=("category.not_taken",),
    noticed="2026-12-21T15:30:00+00:00",
    counted=(
        *("2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24"),
        *("2026-12-29", "2026-12-30", "2026-12-31", "2027-01-05"),
    ),
    left_out={
        "2026-12-25": "Christmas Day",
        **dict(zip(("2026-12-26", "2026-12-27"), WEEKEND, strict=True)),
        "2026-12-28": "Boxing Day",
        "2027-01-01": "New Year",
        **dict(zip(("2027-01-02", "2027-01-03"), WEEKEND, strict=True)),
        "2027-01-04": "2nd January (Scotland)",
    },
    ends_at="2027-01-06T00:00:00Z",
    signed_on="2027-01-06",
    due=of_the_act("2027-01-06", "2027-02-04", "2030-01-05", assessment_summary="2026-12-21"),
    regulation="regulation 32",
)

# The notice is published before the spring bank holiday; nobody objects.
SPRING_IN_A_TRUST = Course(
    regime=PSR,
    kind=OrganisationKind.INTEGRATED_CARE_BOARD,
    says=NEEDED_BY_REGIME[PSR],
    unfit={"category": None, "evaluation": {}},
    lacks=("category.missing", *["key_criterion.not_served"] * 4),
    noticed="2026-05-20T09:15:00+01:00",
    counted=(
        *("2026-05-22", "2026-05-26", "2026-05-27", "2026-05-28"),
        *("2026-05-29", "2026-06-01", "2026-06-02", "2026-06-03"),
    ),
    left_out={
        **dict(zip(("2026-05-23", "2026-05-24"), WEEKEND, strict=True)),
        "2026-05-25": "Spring bank holiday",
        **dict(zip(("2026-05-30", "2026-05-31"), WEEKEND, strict=True)),
    },
    ends_at="2026-06-03T23:00:00Z",
    signed_on="2026-06-04",
    due={
        "Representations": "2026-06-03",
        "Standstill after a review": None,
        "Intention to award notice": "2026-06-04",
        "Confirmation of award notice": "2026-07-03",
        "Records": "2029-06-03",
    },
    key_criteria=(
        "quality-and-innovation",
        "value",
        "integration-and-sustainability",
        "access-and-inequalities",
        "social-value",
    ),
)

# Ten days that count on, through the night in which the clocks go back.
AUTUMN_IN_SCOTLAND = Course(
    regime=SCOTLAND,
    kind=OrganisationKind.COUNCIL,
    says={"category": "services"},
    unfit={"value": None},
    lacks=("value.missing",),
    noticed="2026-10-20T11:00:00+01:00",
    counted=tuple(f"2026-10-{day}" for day in range(21, 31)),
    left_out={},
    ends_at="2026-10-31T00:00:00Z",
    signed_on="2026-10-31",
    due={"Records": "2029-10-30"},
    decision={"sent_by": "electronic_means"},
)

# Fifteen days where the notice goes by post, through the night in which the clocks go forward.
BY_POST_IN_SCOTLAND = Course(
    regime=SCOTLAND,
    kind=OrganisationKind.UNIVERSITY,
    says={"category": "goods"},
    unfit={"starts_on": None},
    lacks=("term.missing",),
    noticed="2026-03-20T11:00:00+00:00",
    counted=(*(f"2026-03-{day}" for day in range(21, 32)), *(f"2026-04-0{day}" for day in range(1, 5))),
    left_out={},
    ends_at="2026-04-04T23:00:00Z",
    signed_on="2026-04-05",
    due={"Records": "2029-04-04"},
    decision={"sent_by": "other_means"},
)

# A hundred thousand pounds: below the threshold of a trust, and no days are waited.
SUMMER_BELOW_THE_THRESHOLD = Course(
    regime=BELOW,
    kind=OrganisationKind.TRUST,
    says=NEEDED_BY_REGIME[BELOW],
    unfit={"value": "900000"},
    lacks=("value.other_side_of_threshold",),
    noticed="2026-06-01T10:00:00+01:00",
    counted=(),
    left_out={},
    ends_at=None,
    signed_on="2026-06-01",
    due={"Records": "2029-05-31"},
)

EVERY = {
    "England, over Easter": EASTER_IN_ENGLAND,
    "Wales, over Christmas": CHRISTMAS_IN_WALES,
    "Provider Selection Regime, nobody objects": SPRING_IN_A_TRUST,
    "Scotland, electronic": AUTUMN_IN_SCOTLAND,
    "Scotland, by post": BY_POST_IN_SCOTLAND,
    "below the threshold": SUMMER_BELOW_THE_THRESHOLD,
}
