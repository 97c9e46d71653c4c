"""What a portfolio may be asked for: whose side of the contracts, and what there is a line for."""

from enum import StrEnum


class Side(StrEnum):
    """Which contracts of an organisation are summed up."""

    BUYER = "buyer"
    SUPPLIER = "supplier"


class Split(StrEnum):
    """What there is a line for, beside each measure."""

    MEASURE = "measure"
    PERIOD = "period"
    PARTY = "party"
