"""What `makegood clock` is given, read strictly, because a misread day is a contract signed too early."""

import argparse
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pydantic import TypeAdapter, ValidationError

from app.kit.schema import Day, Quantity
from app.organisations.rules import AUTHORITY_KINDS
from app.rubrics import regimes
from app.rubrics.clocks import Asked
from app.rubrics.regimes import Category, Facts, SentBy
from app.rubrics.worth import Worth

_DAY: TypeAdapter[date] = TypeAdapter(Day)
_NUMBER: TypeAdapter[Decimal] = TypeAdapter(Quantity)


def add_arguments(clock: argparse.ArgumentParser) -> None:
    """Describe the arguments of the command."""
    clock.add_argument("regime", metavar="REGIME", help="such as procurement-act-2023; GET /v1/regimes lists them")
    clock.add_argument("notice_on", metavar="DATE", help="the day on which the notice is published, as YYYY-MM-DD")
    clock.add_argument("--category", choices=[one.value for one in Category], help="what kind of contract it is")
    clock.add_argument("--buyer", choices=sorted(AUTHORITY_KINDS), help="what kind of organisation buys")
    clock.add_argument(
        "--sent-by", choices=[one.value for one in SentBy], help="how the notice is sent, where it matters"
    )
    clock.add_argument("--voluntary", type=int, metavar="DAYS", help="working days that the buyer offers of its own")
    clock.add_argument("--value", metavar="POUNDS", help="estimated value of the whole contract")
    clock.add_argument("--vat", choices=["included", "excluded"], help="whether that value includes VAT")
    clock.add_argument("--years", metavar="NUMBER", help="how many years the contract runs")
    clock.add_argument(
        "--reviewed-on", metavar="DATE", help="the day a decision after a representation was communicated"
    )
    clock.add_argument(
        "--contract-on", metavar="DATE", help="the day the contract is entered, if not the first possible"
    )
    clock.add_argument("--json", action="store_true", help="print what GET /v1/regimes/{regime}/clock answers")


def asked(given: argparse.Namespace) -> Asked:
    """Return what the arguments ask for; raise ValueError with a sentence for one that cannot be read."""
    if given.regime not in regimes.ids():
        raise ValueError(f"There is no regime {given.regime!r}. Choose one of {', '.join(regimes.ids())}.")
    value = None if given.value is None else _number(given.value, "--value")
    years = None if given.years is None else _number(given.years, "--years")
    if given.voluntary is not None and given.voluntary < 1:
        raise ValueError(f"--voluntary {given.voluntary} cannot be used: give 1 working day or more.")
    includes_vat = None if given.vat is None else given.vat == "included"
    return Asked(
        regime=given.regime,
        notice_on=_day(given.notice_on, "DATE"),
        facts=Facts(category=given.category, buyer=given.buyer),
        sent_by=given.sent_by,
        voluntary_working_days=given.voluntary,
        worth=None if value is None else Worth(value, includes_vat, Fraction(years) if years else None),
        reviewed_on=None if given.reviewed_on is None else _day(given.reviewed_on, "--reviewed-on"),
        contract_on=None if given.contract_on is None else _day(given.contract_on, "--contract-on"),
    )


def _day(text: str, name: str) -> date:
    try:
        return _DAY.validate_python(text)
    except ValidationError as error:
        raise _unfit(text, name, error) from error


def _number(text: str, name: str) -> Decimal:
    try:
        return _NUMBER.validate_python(text)
    except ValidationError as error:
        raise _unfit(text, name, error) from error


def _unfit(text: str, name: str, error: ValidationError) -> ValueError:
    why = error.errors()[0]["msg"].removeprefix("Value error, ")
    return ValueError(f"{name} {text!r} cannot be used: {why}.")
