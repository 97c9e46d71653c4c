"""The scoring methods, one file each: the bare formula first, then the guarded method that a rubric names."""

from scoring.methods.banded import Band, Banded, band_of
from scoring.methods.contract import DatedValue, Method, Refusal
from scoring.methods.gate import Gate
from scoring.methods.lowest_price import LowestPrice, lowest_over_price
from scoring.methods.mean_price import MeanPrice, around_the_mean
from scoring.methods.percentage_above_lowest import PercentageAboveLowest, less_the_excess
from scoring.methods.record import Record
from scoring.methods.relative_to_best import RelativeToBest, share_of_best
from scoring.methods.scale import Level, OnScale, Scale, share_of_highest
from scoring.methods.target import Target, way_to_target
from scoring.methods.unit_value import UnitValue, value_on, valued

__all__ = [
    "Band",
    "Banded",
    "DatedValue",
    "Gate",
    "Level",
    "LowestPrice",
    "MeanPrice",
    "Method",
    "OnScale",
    "PercentageAboveLowest",
    "Record",
    "Refusal",
    "RelativeToBest",
    "Scale",
    "Target",
    "UnitValue",
    "around_the_mean",
    "band_of",
    "less_the_excess",
    "lowest_over_price",
    "share_of_best",
    "share_of_highest",
    "value_on",
    "valued",
    "way_to_target",
]
