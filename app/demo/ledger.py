"""Writes the ledgers that the supplier of the play sends: payment lines that come to what the story tells, exactly."""

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

MEASURE = "local-spend"
ENGINE = "local-spend"
_PENNY = Decimal("0.01")


def area(story: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the contract means by local: the districts of the tender, by the postcode of each invoice."""
    return {
        "format": "makegood.area/1",
        "id": "the-tender",
        "version": "1.0.0",
        "title": story["ledger"]["area"],
        "postcode": "invoice",
        "within": [{"districts": story["tender"]["places"]}],
    }


def payments(story: Mapping[str, Any], told: Mapping[str, Any], target: Mapping[str, Any]) -> bytes:
    """Return the payment lines of a quarter: what is proved in the area, and the rest of the claim from afar."""
    claimed = Decimal(told["claimed"])
    local = Decimal(told.get("proved", told["claimed"]))
    first, last = (date.fromisoformat(target[name]) for name in ("starts_on", "ends_on"))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["date", "payee", "invoice_postcode", "net", "reference"])
    payees, count = story["ledger"]["payees"], int(told["invoices"])
    each = (local / count).quantize(_PENNY)
    for number in range(count):
        paid = first + timedelta(days=number * (last - first).days // count)
        net = each if number else local - each * (count - 1)
        name, postcode = payees[number % len(payees)]
        writer.writerow(
            [paid.isoformat(), name, postcode, format(net, "f"), f"{target['starts_on'][:7]}-{number + 1:03d}"]
        )
    if claimed != local:
        name, postcode = story["ledger"]["afar"]
        writer.writerow([last.isoformat(), name, postcode, format(claimed - local, "f"), "2214"])
    return out.getvalue().encode()
