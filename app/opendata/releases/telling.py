"""Words and forms of the standard that every part of a release uses: instants, days, money, codes, organisations."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from app.kit.clock import LONDON
from app.opendata.releases.process import Process
from app.organisations.models import Organisation
from app.organisations.rules import IdentifierScheme, Size, is_sme
from app.rubrics import worth
from app.rubrics.regimes import Category, Facts
from app.rubrics.regimes import ids as regime_ids
from app.rubrics.worth import Worth

CATEGORIES: Final[Mapping[str, str]] = {
    Category.GOODS: "goods",
    Category.SERVICES: "services",
    Category.WORKS: "works",
    Category.LIGHT_TOUCH: "services",
    Category.HEALTH_SERVICES: "services",
}
LIGHT_TOUCH: Final = "lightTouch"
FIRST_CHOICE: Final = (
    IdentifierScheme.PROCUREMENT_PLATFORM,
    IdentifierScheme.NHS_ODS,
    IdentifierScheme.COMPANIES_HOUSE,
    IdentifierScheme.CHARITY_ENGLAND_WALES,
    IdentifierScheme.CHARITY_SCOTLAND,
    IdentifierScheme.CHARITY_NORTHERN_IRELAND,
    IdentifierScheme.LOCAL_AUTHORITY,
    IdentifierScheme.UK_PROVIDER,
)
"""Which identifier stands for an organisation where it has several: the platform's own before any register's."""


def instant(moment: datetime) -> str:
    """Return an instant as the standard writes it, in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def begins(day: date) -> str:
    """Return the first instant of a day in London."""
    return datetime.combine(day, time.min, LONDON).isoformat()


def ends(day: date) -> str:
    """Return the last second of a day in London."""
    return datetime.combine(day, time(23, 59, 59), LONDON).isoformat()


def period(first: date | None, last: date | None) -> dict[str, str]:
    """Return a run of days, as far as its ends are known."""
    found = {} if first is None else {"startDate": begins(first)}
    return found if last is None else found | {"endDate": ends(last)}


def money(amount: Decimal | None, currency: str, *, includes_vat: bool | None) -> dict[str, Any]:
    """Return an amount: gross only where somebody said that value added tax is in it. Empty where there is none."""
    if amount is None:
        return {}
    return {"amountGross" if includes_vat else "amount": amount, "currency": currency}


def reference(organisation: Organisation) -> dict[str, str]:
    """Return how a release points at an organisation: by an id that stays, whatever registers it joins later."""
    return {"id": str(organisation.id), "name": organisation.name}


def party(organisation: Organisation, *roles: str) -> dict[str, Any]:
    """Return an organisation without its people, and a supplier without its address."""
    identifiers = [*_identifiers(organisation)]
    found: dict[str, Any] = {**reference(organisation), "roles": [*roles]}
    if identifiers:
        found["identifier"] = {**identifiers[0], "legalName": organisation.name}
    if more := identifiers[1:]:
        found["additionalIdentifiers"] = more
    if "buyer" in roles:
        return found | present(address=address(organisation))
    return found | present(details=_details(organisation))


def address(organisation: Organisation) -> dict[str, str]:
    """Return the postal address of an organisation, as far as its profile has one."""
    lines = ", ".join(part.strip(" ,\r") for part in (organisation.postal_address or "").split("\n") if part.strip())
    known = {"streetAddress": lines, "postalCode": organisation.postcode}
    return {key: value for key, value in known.items() if value}


def category(code: str | None) -> dict[str, Any]:
    """Return the main category of the standard, and the special regime of light touch contracts."""
    found: dict[str, Any] = {} if code is None else {"mainProcurementCategory": CATEGORIES[code]}
    return found | ({"specialRegime": [LIGHT_TOUCH]} if code == Category.LIGHT_TOUCH else {})


def above_threshold(process: Process, amount: Decimal | None) -> dict[str, bool]:
    """Return whether an amount reaches the threshold of the regime on the day of publication; empty where unknown."""
    tender = process.tender
    if amount is None or amount <= 0 or tender.regime not in regime_ids() or tender.published_at is None:
        return {}
    day = tender.published_at.astimezone(LONDON).date()
    found = worth.threshold(tender.regime, day, Facts(category=tender.category, buyer=process.authority.kind))
    if found is None:
        return {}
    reached = worth.reaches(found, Worth(amount, tender.value_includes_vat, currency=tender.currency), day)
    return {} if reached is None else {"aboveThreshold": reached}


def present(**fields: Any) -> dict[str, Any]:
    """Return the fields that hold something: what is not known is left out, and never said to be nothing."""
    return {name: value for name, value in fields.items() if value is not None and value not in ({}, [])}


def _identifiers(organisation: Organisation) -> Iterator[dict[str, str]]:
    held = {each.scheme: each.value for each in organisation.identifiers}
    for scheme in FIRST_CHOICE:
        if scheme in held:
            yield {"scheme": scheme.value, "id": held[scheme]}


def _details(organisation: Organisation) -> dict[str, Any]:
    size = Size(organisation.staff, organisation.turnover, organisation.balance_sheet)
    small = is_sme(size)
    return present(scale=None if small is None else "sme" if small else "large", vcse=organisation.is_vcse)
