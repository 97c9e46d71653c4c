"""Every data file keeps to its JSON Schema, so that other programs can read the data without this one."""

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from tests.rubrics.documents import RUBRICS, Document, names, read

SCHEMAS = {
    "cases": "case",
    "evidence": "evidence-case",
    "frameworks": "framework",
    "geography": "geography",
    "measures": "measures",
    "notices": "notice",
    "packs": "pack",
    "regimes": "regime",
    "tables": "table",
}
FILES = [(schema, name) for folder, schema in SCHEMAS.items() for name in names(folder)]


def schema(name: str) -> Document:
    return read(RUBRICS / "schemas" / f"{name}.schema.json")


def problems(schema_name: str, document: Document) -> list[str]:
    errors: list[Any] = list(Draft202012Validator(schema(schema_name)).iter_errors(document))
    deepest = [best_match([error]) for error in errors]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in deepest if error]


@pytest.mark.parametrize("name", sorted(set(SCHEMAS.values())))
def test_the_schema_is_a_sound_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize(("schema_name", "name"), FILES, ids=[name for _, name in FILES])
def test_the_file_keeps_to_its_schema(schema_name: str, name: str) -> None:
    assert problems(schema_name, read(RUBRICS / name)) == []


def objects(node: object, place: str = "") -> list[tuple[str, dict[str, Any]]]:
    """Return every object type that a schema describes, with its place."""
    found: list[tuple[str, dict[str, Any]]] = []
    if isinstance(node, dict):
        if node.get("type") == "object":
            found.append((place, node))
        for key, inner in node.items():
            found += objects(inner, f"{place}/{key}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            found += objects(inner, f"{place}/{index}")
    return found


@pytest.mark.parametrize("name", sorted(set(SCHEMAS.values())))
def test_no_object_takes_fields_that_nobody_described(name: str) -> None:
    open_ones = [place for place, node in objects(schema(name)) if "additionalProperties" not in node]
    assert open_ones == []


PACK = RUBRICS / "packs" / "local-wage-carbon" / "1.0.0.json"


@pytest.mark.parametrize(
    ("key", "value"),
    [("weight", 30), ("weight", "3e1"), ("weight", "NaN"), ("weight", "-1"), ("weigth", "30"), ("title", " ")],
)
def test_a_pack_with_a_number_out_of_quotes_or_a_misspelt_field_fails_its_schema(key: str, value: object) -> None:
    pack = copy.deepcopy(read(PACK))
    pack["criteria"][2][key] = value
    assert problems("pack", pack)


def test_a_question_of_a_pack_must_say_its_source_and_word_limit() -> None:
    for key in ("source", "word_limit", "guidance", "question"):
        pack = copy.deepcopy(read(PACK))
        del pack["criteria"][2]["criteria"][0][key]
        assert problems("pack", pack), key
