"""Whatever a file holds, the import answers: a release bent at any place, or no release at all."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.opendata import ocds, shapes
from app.rubrics.rules import unkeepable
from app.tenders.schemas import TenderWrite
from scoring.parse import parse_rubric
from tests.opendata.notices import criterion, lot, release, scale

PERIOD = {"startDate": "2026-06-01T00:00:00Z", "endDate": "2027-05-31T23:59:59Z"}
WHOLE = release(
    lot("1", criterion("Quality", "60%"), criterion(None, "40", "price"), contractPeriod=PERIOD),
    lot("2", criterion("Quality", "600"), criterion("Cost", "", "cost"), value={"amount": 5, "currency": "GBP"}),
    awardCriteria={"criteria": [{"type": "price", "numbers": [{"number": 100, "weight": "percentageExact"}]}]},
    minValue={"amount": 1, "currency": "GBP"},
)
NUMBERS = st.one_of(st.integers(), st.integers(min_value=10**30), st.floats(), st.booleans())
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "0", "30%", "20-30", "1e999", "NaN", "\u0000", "\ud800", "2026-02-30", "9999-12-31T23:59:59Z"]
    ),
)
VALUES = st.recursive(
    st.one_of(st.none(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)


def places(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything inside a value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *[path for key, item in inside for path in places(item, (*here, key))]]


PLACES = [path for path in places(WHOLE) if path]


def bent(path: tuple[Any, ...], value: Any) -> Any:
    """Return the whole release with another value at one place."""
    changed = copy.deepcopy(WHOLE)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def check(document: Any) -> None:
    """Map a document and hold what comes of it to what the database and the wire take."""
    for one in ocds.map_document(document, scale=scale()):
        assert one.tender is not None or one.findings
        for finding in one.findings:
            assert finding.code
            assert finding.message
            json.dumps(finding.to_mapping()).encode()
            assert "\x00" not in (finding.value or "")
        if one.tender is not None:
            TenderWrite.model_validate(one.tender)
            text = json.dumps(one.notice, allow_nan=False)
            assert "\\u0000" not in text
        if one.rubric is not None:
            assert not unkeepable(one.rubric)
            parse_rubric(dict(one.rubric))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PLACES), VALUES)
def test_a_release_bent_at_any_one_place_is_mapped_or_reported(path: tuple[Any, ...], value: Any) -> None:
    check(bent(path, value))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_any_json_at_all_is_mapped_or_reported(value: Any) -> None:
    check(value)
    check({"ocid": "a", "tender": value})
    check({"releases": value})


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_reported(source: bytes) -> None:
    check(shapes.read_document(source))


@pytest.mark.parametrize("wrong", [None, "", 0, -1, 1.5, True, [], {}, [[]], [{}], [None], "x", {"x": None}])
def test_one_wrong_value_at_every_place_in_turn_is_mapped_or_reported(wrong: Any) -> None:
    for path in PLACES:
        check(bent(path, copy.deepcopy(wrong)))
