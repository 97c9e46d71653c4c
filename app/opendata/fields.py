"""Reads the plain fields of a published tender: title, value, codes, places, deadline, term, lots, buyer, documents."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.kit.clock import LONDON
from app.opendata.reading import Node, one_line, shown
from app.rubrics.regimes import Category

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_CODE = 300, 20_000, 60
MOST_LOTS, MOST_CODES = 200, 200
ONLY_LOT = "1"
_CURRENCY = re.compile(r"[A-Z]{3}")
_CPV = re.compile(r"[0-9]{8}(-[0-9])?")
_YEARS = range(1950, 2200)
_LIGHT_TOUCH = "lightTouch"
_CATEGORIES = ("goods", "services", "works")
_LOT_LIMITS = {"maximumLotsAwardedPerSupplier": "win", "maximumLotsBidPerSupplier": "bid for"}
_PLACE_PARTS = ("streetAddress", "locality", "region", "postalCode", "countryName")


def title(release: Node) -> str:
    """Return the tender's title; where it has none, a stand-in that says so."""
    tender = release["tender"]
    found = tender["title"].text() or release["title"].text()
    if found is None:
        name = shown(release["ocid"].value) or "a notice"
        tender["title"].add("title.missing", "the notice has no title: give the draft one")
        return one_line(f"Untitled, imported from {name}", LONGEST_TITLE)
    return _cut(tender["title"], found, LONGEST_TITLE)


def description(release: Node) -> str:
    """Return the tender's description, or empty text after a finding."""
    node = release["tender"]["description"]
    found = node.text() or release["description"].text()
    if found is None:
        node.add("description.missing", "the notice does not describe what is bought: describe it in the draft")
        return ""
    if len(found) <= LONGEST_DESCRIPTION:
        return found
    node.add("text.cut", f"is longer than {LONGEST_DESCRIPTION} characters: the rest stays in the notice", len(found))
    return found[: LONGEST_DESCRIPTION - 1] + "…"


def _cut(node: Node, text: str, most: int) -> str:
    line = one_line(text, most)
    if len(" ".join(text.split())) > most:
        node.add("text.cut", f"is longer than {most} characters: the whole of it stays in the notice", text)
    return line


def value(tender: Node) -> dict[str, Any]:
    """Return value, currency and whether VAT is in it, as far as the notice says so soundly."""
    node = tender["value"].object()
    net, gross = node["amount"], node["amountGross"]
    chosen = net if net.given() else gross
    if not chosen.given():
        _no_value(tender)
        return {}
    amount, currency = chosen.amount(), _currency(node)
    if amount is not None and amount == 0:
        chosen.add("value.zero", "the notice gives a value of 0, which says nothing: enter the estimated value")
        amount = None
    if amount is None or currency is None:
        return {}
    # Only a notice that gives an amount with VAT tells the two apart; elsewhere it is not known.
    includes_vat = None if not gross.given() else chosen is gross
    return {"value": amount, "currency": currency, "value_includes_vat": includes_vat}


def category(tender: Node) -> str | None:
    """Return what kind of contract it is: light touch where the notice says so, else its main category, or None.

    A notice that does not say leaves it open; one that says something else is reported.
    """
    regimes = tender["specialRegime"].value
    if isinstance(regimes, list) and _LIGHT_TOUCH in regimes:
        return Category.LIGHT_TOUCH.value
    node = tender["mainProcurementCategory"]
    found = node.text()
    if found is None or found in _CATEGORIES:
        return found
    node.add("category.unreadable", f"is none of {', '.join(_CATEGORIES)}: enter the category by hand")
    return None


def check_lot_limits(tender: Node, lots: int) -> None:
    """Report a limit on the lots of one supplier: which lots it then gets, the notice does not say in fields."""
    details = tender["lotDetails"].object()
    for key, what in _LOT_LIMITS.items():
        most = details[key].value
        if isinstance(most, int) and not isinstance(most, bool) and 0 < most < lots:
            message = (
                f"limits the lots that one supplier may {what}: enter it with the mechanism in evaluation.lot_limit"
            )
            details[key].add("lots.limited", message)


def _no_value(tender: Node) -> None:
    least = tender["minValue"]["amount"]
    if least.given():
        least.add("value.only_minimum", "the notice gives the least value only: enter the estimated value")
    else:
        tender["value"].add("value.missing", "the notice gives no value of the whole contract: enter the estimate")


def _currency(node: Node) -> str | None:
    found = node["currency"].text()
    if found is not None and _CURRENCY.fullmatch(found):
        return found
    node["currency"].add("currency.unreadable", "is not a currency such as GBP, so that the value is not mapped", found)
    return None


def cpv(tender: Node) -> list[str]:
    """Return the CPV codes of a tender and its items, once each, in the order of the notice."""
    codes: dict[str, None] = {}
    for node in _classifications(tender):
        scheme, code = node["scheme"].text(), node["id"].text()
        if code is None and scheme is None:
            continue
        if scheme not in {None, "CPV"}:
            node.add(
                "cpv.other_scheme", f"is a code of the scheme {shown(scheme)}, not CPV: it stays in the notice", code
            )
        elif code is None or not _CPV.fullmatch(code):
            node["id"].add("cpv.unreadable", "is not a CPV code of 8 digits: look it up and enter it", code)
        else:
            codes[code] = None
    if len(codes) > MOST_CODES:
        tender["items"].add(
            "cpv.cut", f"a draft holds at most {MOST_CODES} codes: the rest stays in the notice", len(codes)
        )
    return list(codes)[:MOST_CODES]


def _classifications(tender: Node) -> Iterator[Node]:
    for node in (tender, *tender["items"].items()):
        yield node["classification"].object()
        yield from node["additionalClassifications"].items()


def places(tender: Node) -> list[str]:
    """Return where the contract is delivered, once each, as the notice says it: postcode, region or words."""
    found: dict[str, None] = {}
    for holder in (tender, *tender["items"].items()):
        for key in ("deliveryAddresses", "deliveryLocations"):
            for node in holder[key].items():
                _place(node, found)
        for key in ("deliveryAddress", "deliveryLocation"):
            _place(holder[key].object(), found)
    if len(found) > MOST_CODES:
        message = f"a draft holds at most {MOST_CODES} places: the rest stays in the notice"
        tender["items"].add("places.cut", message, len(found))
    return list(found)[:MOST_CODES]


def _place(node: Node, found: dict[str, None]) -> None:
    parts = [node[key].text() for key in _PLACE_PARTS]
    words = node["description"].text()
    text = ", ".join(part for part in (words, *parts) if part)
    if text:
        found[_cut(node, text, LONGEST_TITLE)] = None


def deadline(tender: Node) -> datetime | None:
    """Return until when bids may come, in UTC, or None after a finding."""
    node = tender["tenderPeriod"].object()["endDate"]
    if not node.given():
        node.add("deadline.missing", "the notice gives no deadline: enter one")
        return None
    moment = _moment(node)
    if moment is None:
        return None
    if moment.tzinfo is None:
        node.add("deadline.no_zone", "does not say its time and time zone in full: enter the deadline with its offset")
        return None
    return moment.astimezone(UTC)


def term(release: Node) -> dict[str, date]:
    """Return first and last day of the contract: of the tender, or of its lots where they all agree."""
    tender = release["tender"]
    node = tender["contractPeriod"].object()
    if node["startDate"].given() or node["endDate"].given():
        return _term(node)
    periods = [lot["contractPeriod"].object() for lot in tender["lots"].items()]
    dated = [period for period in periods if period["startDate"].given() or period["endDate"].given()]
    agreed = {(str(one["startDate"].value), str(one["endDate"].value)) for one in dated}
    if dated and len(dated) == len(periods) and len(agreed) == 1:
        return _term(dated[0])
    if dated:
        tender["lots"].add("term.by_lot", "the lots run for different terms, and a draft has one: enter it", len(dated))
        return {}
    for period in (node, *periods):
        days = period["durationInDays"]
        if days.given():
            days.add("term.duration_only", "the notice gives a length in days and no dates: enter first and last day")
            return {}
    node.add("term.missing", "the notice gives no contract period: enter the first and the last day")
    return {}


def _term(node: Node) -> dict[str, date]:
    found = {}
    for key, name in (("startDate", "starts_on"), ("endDate", "ends_on")):
        if node[key].given():
            day = _day(node[key])
            if day is not None:
                found[name] = day
        else:
            node[key].add("term.missing", "the notice leaves this day of the contract out: enter it")
    if len(found) > 1 and found["ends_on"] < found["starts_on"]:
        node.add("term.order", f"ends on {found['ends_on']}, before it starts on {found['starts_on']}: enter both days")
        return {}
    return found


def _moment(node: Node) -> datetime | None:
    text = node.text()
    try:
        if text is not None and len(text) > len("2026-01-01"):
            moment = datetime.fromisoformat(text)
        else:
            moment = datetime.combine(date.fromisoformat(text or ""), time.min)
        if moment.year in _YEARS:
            return moment
    except ValueError:
        pass
    node.add("date.unreadable", "is not a date and time such as 2026-05-01T12:00:00+01:00: enter it by hand")
    return None


def _day(node: Node) -> date | None:
    """Return the calendar day that a notice means.

    A moment with an offset, or with none, means the day it writes. A moment in UTC means the day in London, except in
    the last minute of the day: 23:59:59Z is how publishers write "the whole of that day" in summer too.
    """
    moment = _moment(node)
    if moment is None:
        return None
    in_utc = moment.tzinfo is not None and moment.utcoffset() == timedelta(0)
    last_minute = (moment.hour, moment.minute) == (23, 59)
    return moment.astimezone(LONDON).date() if in_utc and not last_minute else moment.date()


def lots(tender: Node) -> list[dict[str, Any]]:
    """Return the lots with code, title and value; empty for a tender without lots."""
    found: dict[str, dict[str, Any]] = {}
    for node in tender["lots"].items():
        code = node["id"].text()
        if code is None or len(code) > LONGEST_CODE:
            node["id"].add("lot.no_code", "the lot has no usable identifier: add it to the draft by hand", code)
        elif code in found:
            node["id"].add("lot.twice", f"a lot {shown(code)} came before: add the second one by hand", code)
        elif len(found) < MOST_LOTS:
            found[code] = {"code": code, "title": _lot_title(node, code), "value": _lot_value(tender, node)}
        else:
            node.add("lots.cut", f"a draft holds at most {MOST_LOTS} lots: the rest stays in the notice")
    return list(found.values())


def _lot_title(node: Node, code: str) -> str:
    found = node["title"].text()
    return f"Lot {one_line(code, LONGEST_CODE)}" if found is None else _cut(node["title"], found, LONGEST_TITLE)


def _lot_value(tender: Node, node: Node) -> Decimal | None:
    amount = node["value"].object()["amount"].amount()
    if amount is None:
        return None
    currency, of_tender = node["value"]["currency"].text(), tender["value"]["currency"].text()
    if of_tender is not None and currency != of_tender:
        node["value"].add(
            "lot.other_currency", "is in another currency than the tender: enter the value by hand", currency
        )
        return None
    return amount or None


def buyer(release: Node) -> dict[str, Any]:
    """Return who buys, by name and identifiers, for comparison with the authority that imports."""
    node = release["buyer"].object()
    key = node["id"].text()
    parties = [party for party in release["parties"].items() if _is_buyer(party)]
    own = [party for party in parties if key is not None and party["id"].text() == key] or parties
    if len(parties) > 1:
        names = ", ".join(party["name"].text() or "without a name" for party in parties)
        release["parties"].add(
            "buyer.several", "several buyers buy together: the draft belongs to one authority", names
        )
    name = node["name"].text() or (own[0]["name"].text() if own else None)
    if name is None:
        node.add("buyer.missing", "the notice does not name its buyer")
    identifiers = [
        {"scheme": scheme, "id": value}
        for party in own
        for held in (party["identifier"].object(), *party["additionalIdentifiers"].items())
        if (scheme := held["scheme"].text()) and (value := held["id"].text())
    ]
    return {"name": None if name is None else one_line(name, LONGEST_TITLE), "identifiers": identifiers}


def _is_buyer(party: Node) -> bool:
    roles = party["roles"].value
    return isinstance(roles, list) and "buyer" in roles


def documents(tender: Node) -> list[dict[str, str | None]]:
    """Return the documents that the notice links to; a draft keeps them in its notice."""
    return [
        {"title": node["title"].text() or node["description"].text(), "url": node["url"].text()}
        for node in tender["documents"].items()
    ]
