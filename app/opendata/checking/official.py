"""The official schemas of the standard and its extensions, put together from the folders in which they were supplied.

Nothing of them ships with this service, and nothing is fetched. The first folder is the standard's own; each further
one holds an extension, or a profile that puts several together, as a JSON merge patch (RFC 7396) of the release schema.
An extension may add codes to a closed list and never takes one away: where a profile for one kind of contract narrows a
list of the standard, the codes of the standard stay.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft4Validator, FormatChecker

RELEASE, PROFILE = "release-schema.json", "profile-release-schema.json"
PACKAGE, RECORDS = "release-package-schema.json", "record-package-schema.json"
VERSIONED = "versioned-release-validation-schema.json"
Json = Mapping[str, Any]


class SchemaMissing(Exception):
    """A folder holds no schema of the standard, or one that cannot be read."""


@dataclass(frozen=True)
class Official:
    """The schemas in use and the codes of every list."""

    release: Json
    packages: Mapping[str, Json]
    versioned: Json | None
    codes: Mapping[str, frozenset[str]]

    @cached_property
    def checks(self) -> Mapping[str, Draft4Validator]:
        """Return a validator for each of what a file may hold."""
        given = {"release": self.release, "versioned": self.versioned, **self.packages}
        return {
            name: Draft4Validator(schema, format_checker=FormatChecker()) for name, schema in given.items() if schema
        }


def official(folders: Sequence[Path]) -> Official:
    """Return what the folders hold together; raise SchemaMissing.

    A folder of folders stands for them: first the one with the standard, then every other in the order of their names.
    """
    standard, *extensions = [one for folder in folders for one in _inside(folder)]
    release = _read(standard / RELEASE)
    for folder in extensions:
        release = patched(release, _read(_patch_of(folder)))
    return Official(
        release=release,
        packages={
            name: _without_remote(_read(standard / file))
            for name, file in (("releases", PACKAGE), ("records", RECORDS))
            if (standard / file).is_file()
        },
        versioned=_eased(_read(standard / VERSIONED), release) if (standard / VERSIONED).is_file() else None,
        codes=_codes([standard, *extensions]),
    )


def patched(target: Any, patch: Any) -> Any:
    """Return a schema after a merge patch; the codes of a closed list are added to, and never taken away."""
    if not isinstance(patch, Mapping):
        return patch
    found = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        elif key == "enum" and isinstance(found.get(key), list) and isinstance(value, list):
            found[key] = [*found[key], *(code for code in value if code not in found[key])]
        else:
            found[key] = patched(found.get(key), value)
    return found


def coded(schema: Json, value: Any, root: Json, place: str = "") -> Iterator[tuple[str, str, bool, str]]:
    """Yield each code of a document: its place, its list, whether that list is closed, and the code."""
    schema = _resolved(schema, root)
    if isinstance(value, Mapping):
        for key, item in value.items():
            inner = schema.get("properties", {}).get(key)
            if inner is not None:
                yield from coded(inner, item, root, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if "codelist" in schema and isinstance(item, str):
                yield f"{place}[{index}]", schema["codelist"], not schema.get("openCodelist", True), item
            yield from coded(schema.get("items", {}), item, root, f"{place}[{index}]")
    elif isinstance(value, str) and "codelist" in schema:
        yield place, schema["codelist"], not schema.get("openCodelist", True), value


def _resolved(schema: Json, root: Json) -> Json:
    reference = schema.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/definitions/"):
        return schema
    found: Json = root["definitions"].get(reference.removeprefix("#/definitions/"), {})
    return found


def _inside(folder: Path) -> list[Path]:
    if (folder / RELEASE).is_file() or (folder / PROFILE).is_file():
        return [folder]
    below = [one for one in sorted(folder.iterdir()) if one.is_dir()] if folder.is_dir() else []
    found = [one for one in below if (one / RELEASE).is_file() or (one / PROFILE).is_file()]
    standards = [one for one in found if (one / RELEASE).is_file() and "$schema" in _read(one / RELEASE)]
    if not standards:
        raise SchemaMissing(
            f"{folder} holds no {RELEASE} of the standard. Point at the folder that does, and at those of extensions."
        )
    return [standards[0], *(one for one in found if one not in standards)]


def _patch_of(folder: Path) -> Path:
    return folder / PROFILE if (folder / PROFILE).is_file() else folder / RELEASE


def _read(file: Path) -> Json:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise SchemaMissing(f"{file} cannot be read as a schema: {error}.") from error
    if not isinstance(found, dict):
        raise SchemaMissing(f"{file} is no schema: it holds no object.")
    return found


_REMOTE: Final = ("http://", "https://")


def _eased(versioned: Json, release: Json) -> Json:
    """Return the schema of versioned releases without what an extension took apart, which it says nothing of."""
    definitions = {}
    for name, definition in versioned.get("definitions", {}).items():
        known = release["definitions"].get(name, {}).get("properties", {})
        kept = {
            key: value
            for key, value in definition.get("properties", {}).items()
            if not ("properties" in known.get(key, {}) and "properties" not in value and "$ref" not in value)
        }
        definitions[name] = {**definition, "properties": kept}
    return {**versioned, "definitions": definitions}


def _without_remote(schema: Any) -> Any:
    """Return a schema of a package without what it would fetch: what is inside is checked on its own."""
    if isinstance(schema, Mapping):
        return {
            key: _without_remote(value)
            for key, value in schema.items()
            if not (key == "$ref" and isinstance(value, str) and value.startswith(_REMOTE))
        }
    return [_without_remote(one) for one in schema] if isinstance(schema, list) else schema


def _codes(folders: Sequence[Path]) -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for folder in folders:
        for file in sorted([*folder.glob("codelists/*.csv"), *folder.glob("patched/codelists/*.csv")]):
            with file.open(encoding="utf-8-sig", newline="") as lines:
                codes = frozenset(row["Code"] for row in csv.DictReader(lines) if row.get("Code"))
            name = file.name.lstrip("+-")
            before = found.get(name, frozenset())
            found[name] = before - codes if file.name.startswith("-") else before | codes
    return found
