"""A pack is resolved into a rubric that needs nothing looked up, or into everything that it names and nobody has."""

import copy

from scoring import Findings, Rubric, parse_rubric
from scoring.resolve import resolve
from tests.scoring.builders import Mapping, best, quantity, rubric, section

MEASURE = {"id": "carbon-saved", "title": "Carbon saved", "unit": "tCO2e", "adds_up": "sum", "better": "higher"}
LIBRARY = {"format": "makegood.measures/1", "measures": [MEASURE]}
ROWS = [
    {"series": "central", "from": "2025-01-01", "to": "2025-12-31", "value": "273.06", "source": "Table 3"},
    {"series": "central", "from": "2026-01-01", "to": "2026-12-31", "value": "277.22", "source": "Table 3"},
    {"series": "high", "from": "2026-01-01", "value": "415.83", "source": "Table 3", "note": "not asked for"},
]
TABLES = {"carbon-values": {"format": "makegood.table/1", "id": "carbon-values", "rows": ROWS}}


def pack(series: str = "central", table: str = "carbon-values", measure: str = "carbon-saved") -> Mapping:
    reference = {"table": table, "series": series, "on": "2026-01-01"}
    method = {"type": "unit_value", "unit_values": reference, "unit": "tCO2e", "currency": "GBP", "then": best()}
    leaf = quantity("carbon", "100", method, measure=measure)
    return rubric(section("environment", "100", leaf), format="makegood.pack/1")


def test_measures_and_dated_values_are_copied_into_the_rubric() -> None:
    resolved = resolve(pack(), LIBRARY, TABLES)
    assert not isinstance(resolved, Findings)
    leaf = resolved["criteria"][0]["criteria"][0]
    assert leaf["measure"] == MEASURE
    assert leaf["method"]["values"] == [
        {key: row[key] for key in ("from", "to", "value", "source")} for row in ROWS[:2]
    ]
    assert leaf["method"]["on"] == "2026-01-01"
    assert isinstance(parse_rubric(resolved), Rubric)


def test_the_pack_and_the_library_are_left_as_they_were() -> None:
    original, library = pack(), copy.deepcopy(LIBRARY)
    resolved = resolve(original, library, TABLES)
    assert not isinstance(resolved, Findings)
    resolved["criteria"][0]["criteria"][0]["measure"]["title"] = "Changed"
    assert (original, library) == (pack(), LIBRARY)


def test_everything_that_is_named_and_missing_is_reported_at_once() -> None:
    found = resolve(pack(table="nowhere", measure="nothing"), LIBRARY, TABLES)
    assert isinstance(found, Findings)
    assert found.codes == ("measure.unknown", "table.unknown")
    assert found[1].place == "criteria[0].criteria[0].method.unit_values"


def test_a_series_that_the_table_lacks_is_reported_with_those_it_has() -> None:
    found = resolve(pack(series="medium"), LIBRARY, TABLES)
    assert isinstance(found, Findings)
    assert "central, high" in found[0].message


def test_a_rubric_is_not_a_pack() -> None:
    assert isinstance(resolve(rubric(), LIBRARY, TABLES), Findings)
