"""What kinds of organisation there are, which identifiers hold, and when a supplier is small by the statutory test."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class OrganisationKind(StrEnum):
    """What an organisation is."""

    OPERATOR = "operator"
    TRUST = "trust"
    INTEGRATED_CARE_BOARD = "integrated_care_board"
    COUNCIL = "council"
    UNIVERSITY = "university"
    COLLEGE = "college"
    POLICE = "police"
    HOUSING_ASSOCIATION = "housing_association"
    BUSINESS = "business"


AUTHORITY_KINDS = frozenset(OrganisationKind) - {OrganisationKind.OPERATOR, OrganisationKind.BUSINESS}


class IdentifierScheme(StrEnum):
    """Registers that give identifiers, by their org-id.guide list codes."""

    NHS_ODS = "GB-NHS"
    COMPANIES_HOUSE = "GB-COH"
    CHARITY_ENGLAND_WALES = "GB-CHC"
    CHARITY_SCOTLAND = "GB-SC"
    CHARITY_NORTHERN_IRELAND = "GB-NIC"
    LOCAL_AUTHORITY = "GB-LAE"
    UK_PROVIDER = "GB-UKPRN"
    PROCUREMENT_PLATFORM = "GB-PPON"


_FORMS = {
    IdentifierScheme.NHS_ODS: (r"[A-Z0-9]{3,6}", "3 to 6 letters and digits, such as RJ1"),
    IdentifierScheme.COMPANIES_HOUSE: (
        r"([0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z]{2}[0-9]{5}[A-Z])",
        "8 characters, such as 01234567 or SC123456",
    ),
    IdentifierScheme.CHARITY_ENGLAND_WALES: (r"[0-9]{6,7}(-[0-9]{1,3})?", "6 or 7 digits, such as 1089464"),
    IdentifierScheme.CHARITY_SCOTLAND: (r"SC[0-9]{6}", "SC and 6 digits, such as SC012345"),
    IdentifierScheme.CHARITY_NORTHERN_IRELAND: (r"(NIC)?[0-9]{6}", "6 digits, such as 100123"),
    IdentifierScheme.LOCAL_AUTHORITY: (r"([A-Z]{3}|[EWSN][0-9]{8})", "3 letters or a GSS code such as E08000019"),
    IdentifierScheme.UK_PROVIDER: (r"1[0-9]{7}", "8 digits starting with 1, such as 10007157"),
    IdentifierScheme.PROCUREMENT_PLATFORM: (r"P[A-Z]{3}-[0-9]{4}-[A-Z]{4}", "such as PABC-1234-DEFG"),
}

_OUTWARD = r"[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]([0-9]|[ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW])"
_POSTCODE = re.compile(rf"(GIR0AA|{_OUTWARD}[0-9][ABD-HJLNP-UW-Z]{{2}})")


def normal_identifier(scheme: IdentifierScheme, value: str) -> str | None:
    """Return the identifier in its register's form, or None when it cannot be one."""
    text = value.strip().upper().replace(" ", "")
    if scheme is IdentifierScheme.COMPANIES_HOUSE and text.isdigit():
        text = text.zfill(8)
    return text if re.fullmatch(_FORMS[scheme][0], text) else None


def identifier_form(scheme: IdentifierScheme) -> str:
    """Return in words how an identifier of this register looks."""
    return _FORMS[scheme][1]


def normal_postcode(value: str) -> str | None:
    """Return a UK postcode with one space before its last three characters, or None when it has not that form."""
    text = re.sub(r"\s+", "", value.upper())
    return f"{text[:-3]} {text[-3:]}" if _POSTCODE.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Size:
    """What the statutory size test asks of a supplier; None where it has not been said."""

    staff: int | None
    turnover: Decimal | None
    balance_sheet: Decimal | None


SME_STAFF = 250
SME_TURNOVER = Decimal(44_000_000)
SME_BALANCE_SHEET = Decimal(38_000_000)


def is_sme(size: Size) -> bool | None:
    """Return whether a supplier is a small or medium-sized enterprise; None when what was said does not decide it.

    Fewer than 250 staff, and either turnover of at most 44 million pounds or a balance sheet total of at most 38
    million pounds (Procurement Act 2023, section 123, as described by ICAEW, July 2024).
    """
    money = [
        None if amount is None else amount <= limit
        for amount, limit in ((size.turnover, SME_TURNOVER), (size.balance_sheet, SME_BALANCE_SHEET))
    ]
    small_money = True if True in money else (None if None in money else False)
    small_staff = None if size.staff is None else size.staff < SME_STAFF
    if False in (small_staff, small_money):
        return False
    return None if None in (small_staff, small_money) else True
