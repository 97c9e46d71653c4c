"""Why a payment line is rejected or unknown, or counts with a remark: every reason with its code, part and sentence."""

from typing import Final, Literal, NamedTuple

Part = Literal["local", "elsewhere", "unknown", "rejected"]
PARTS: Final[tuple[Part, ...]] = ("local", "elsewhere", "unknown", "rejected")
SAID: Final = {
    "local": "proved local",
    "elsewhere": "proved elsewhere",
    "unknown": "unknown",
    "rejected": "rejected",
}
COUNTED: Final = 3
"""The first three parts count as spend; what is rejected does not."""


class Reason(NamedTuple):
    """One reason: its code, the part that it puts a line in (None: the line counts all the same), the column, words."""

    code: str
    part: Part | None
    column: str
    sentence: str


REASONS: Final[tuple[Reason, ...]] = (
    Reason("", None, "", ""),
    Reason(
        "cell.formula", "rejected", "", "holds a formula, which can change after it was checked: paste it as a value"
    ),
    Reason("line.too_many_cells", "rejected", "", "has more cells than the heading: put a cell with a comma in quotes"),
    Reason("line.broken", "rejected", "", "runs over several lines of the file: close the quotes that it opens"),
    Reason("cell.formula_text", "rejected", "", "has words that begin as a formula does: write them as plain words"),
    Reason("amount.missing", "rejected", "amount", "has no amount: state it"),
    Reason("amount.malformed", "rejected", "amount", "has an amount that is not a number such as 1250.50"),
    Reason("amount.too_large", "rejected", "amount", "has an amount of a million million or more: check it"),
    Reason("amount.too_fine", "rejected", "amount", "has an amount with more than four decimal places: round it"),
    Reason(
        "vat.does_not_add_up",
        "rejected",
        "vat",
        "has amounts that do not add up: net and VAT, each a part of it, must make gross",
    ),
    Reason("vat.missing", "rejected", "vat", "has an amount with VAT and does not say how much VAT: state it, or 0"),
    Reason("date.missing", "rejected", "date", "has no date of payment: state it"),
    Reason("date.malformed", "rejected", "date", "has a date that cannot be read: write 2026-04-01 or 01/04/2026"),
    Reason("date.outside_period", "rejected", "date", "was paid outside the period that is reported"),
    Reason("payee.missing", "rejected", "payee", "does not say who was paid: name the payee or give its identifier"),
    Reason("tier.not_counted", "rejected", "tier", "is of a tier that does not count here, or states none"),
    Reason("duplicate.same_invoice", "rejected", "reference", "repeats an invoice of this report: it counts once"),
    Reason("duplicate.reported_before", "rejected", "reference", "repeats an invoice of an earlier report"),
    Reason(
        "duplicate.contradicts",
        "unknown",
        "postcode",
        "is given again with another postcode: say which of them is right",
    ),
    Reason("postcode.missing", "unknown", "postcode", "has no postcode, and no identifier that has one: state it"),
    Reason("postcode.malformed", "unknown", "postcode", "has a postcode that does not look like one: write LS1 1UR"),
    Reason(
        "postcode.northern_ireland",
        "unknown",
        "postcode",
        "is unknown: Northern Ireland postcodes are not in the open directory",
    ),
    Reason(
        "postcode.never_existed", "unknown", "postcode", "has a postcode that the directory has never had: check it"
    ),
    Reason("postcode.no_place", "unknown", "postcode", "has a postcode whose place the directory does not give"),
    Reason(
        "postcode.terminated",
        None,
        "postcode",
        "counts, but its postcode was no longer in use on the day of payment: check that the payee is still there",
    ),
    Reason("kind.unknown", None, "kind", "counts, but says of the payee a kind that is not known here"),
    # The last, whatever it is about: the digest of an assessment holds the places of the reasons before it.
    Reason("cell.error", "rejected", "", "holds an error such as #N/A in the place of a value: write the value"),
)
CODES: Final = {reason.code: index for index, reason in enumerate(REASONS)}
