"""Where postcodes lie: the packaged open edition, any ONS directory by old or new headings, and what is kept of it."""

import json
from pathlib import Path

import polars as pl
import pytest

from scoring.evidence import directory
from scoring.evidence.directory import Directory, from_csv, packaged
from scoring.evidence.directory_cache import Folder
from scoring.evidence.geography import Geography, parse_geography
from scoring.findings import Findings
from tests.scoring.evidence.payments import amounts, area, csv, examined, geography, paid

OLD = "pcd,pcd2,pcds,dointr,doterm,oslaua,osward,oseast1m,osnrth1m,lsoa11,icb\n"
NEW = "PCD7,PCD8,PCDS,DOINTR,DOTERM,LAD25CD,WD25CD,EAST1M,NORTH1M,LSOA11CD,LSOA21CD,ICB23CD\n"


def place(found: Directory, postcode: str) -> dict[str, object]:
    """Return what a directory knows of one postcode."""
    (row,) = found.places.filter(pl.col("postcode") == postcode).to_dicts()
    return row


def test_the_packaged_edition_knows_where_every_open_postcode_lies() -> None:
    found = packaged(letters="LZ")
    assert isinstance(found, Directory)
    assert place(found, "LS14EE") == {
        "postcode": "LS14EE",
        "district": "E08000035",
        "easting": 429304,
        "northing": 433140,
    }
    assert (found.reference.id, found.reference.edition) == (directory.PACKAGED, "2026.1.1")
    assert "November 2025" in found.holds
    assert found.facts == {"district", "grid"}


def test_northern_ireland_is_dropped_from_what_is_not_open() -> None:
    found = packaged(letters="B")
    assert isinstance(found, Directory)
    assert found.places.filter(pl.col("postcode").str.starts_with("BT")).is_empty()
    assert place(found, "BD11HY")["district"] == "E08000032"


def test_an_installation_without_the_packaged_edition_says_how_to_get_it() -> None:
    found = packaged(letters="0")
    assert isinstance(found, Findings)
    assert found.codes == ("directory.not_installed",)
    assert "make setup" in found[0].message


@pytest.mark.parametrize(
    "text",
    [
        OLD
        + "LS1 1UR,LS1  1UR,LS1 1UR,198001,,E08000035,E05011397,429833,434079,E01033010,E54000054\n"
        + "LS1 9XX,LS1  9XX,LS1 9XX,198001,199906,E08000035,E05011397,429833,434079,E01033010,E54000054\n"
        + "BT1 1AA,BT1  1AA,BT1 1AA,198001,,N09000003,N08000331,333700,374500,95GG01S1,\n",
        NEW
        + "LS1 1UR,LS1  1UR,LS1 1UR,1980-01,,E08000035,E05011397,429833,434079,E01000001,E01033010,E54000054\n"
        + "LS1 9XX,LS1  9XX,LS1 9XX,1980-01,1999-06,E08000035,E05011397,429833,434079,E01000001,E01033010,E54000054\n"
        + "BT1 1AA,BT1  1AA,BT1 1AA,1980-01,,N09000003,N08000331,333700,374500,95GG01S1,95GG01S1,\n",
    ],
    ids=["old headings", "new headings"],
)
def test_any_ons_directory_is_read_by_its_old_and_new_headings(text: str, tmp_path: Path) -> None:
    path = tmp_path / "onspd.csv"
    path.write_text(text, encoding="utf-8")
    found = from_csv(str(path), "ONSPD February 2026")
    assert isinstance(found, Directory)
    assert found.facts == {"district", "ward", "icb", "lsoa", "grid", "ended"}
    assert found.places["postcode"].to_list() == ["LS11UR", "LS19XX"]
    assert (place(found, "LS19XX")["ended"], place(found, "LS11UR")["lsoa"]) == (199906, "E01033010")
    board = area({"icbs": ["E54000054"]}, directory={"id": "onspd", "edition": "ONSPD February 2026"})
    payments = csv([paid("LS1 1UR", "1"), paid("LS1 9XX", "2", "2"), paid("BT1 1AA", "4", "3")])
    came = examined(payments, settings={"area": board}, references={"postcodes": found})
    assert amounts(came.assessment, "local", "unknown") == {"local": "3", "unknown": "4"}
    codes = [finding.code for finding in came.assessment.findings]
    assert codes == ["postcode.terminated", "postcode.northern_ireland"]


def test_a_file_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("name,town\nA,Leeds\n", encoding="utf-8")
    refused = from_csv(str(path), "x")
    missing = from_csv(str(tmp_path / "none.csv"), "x")
    assert isinstance(refused, Findings)
    assert isinstance(missing, Findings)
    assert (refused.codes, missing.codes) == (("directory.column_missing",), ("directory.unreadable",))


def test_what_is_kept_of_a_directory_is_used_only_while_it_is_whole(tmp_path: Path) -> None:
    path, kept = tmp_path / "onspd.csv", Folder(str(tmp_path / "kept"))
    path.write_text("pcds,oslaua\nLS1 1UR,E08000035\n", encoding="utf-8")
    first = from_csv(str(path), "x", kept=kept)
    assert isinstance(first, Directory)
    assert kept.load(first.reference) is not None
    again = from_csv(str(path), "x", kept=kept)
    assert isinstance(again, Directory)
    assert again.places.equals(first.places)
    (file,) = (tmp_path / "kept").glob("*.parquet")
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    assert kept.load(first.reference) is None
    Folder(str(path)).keep(first.reference, first.places)


def test_every_county_and_region_is_made_of_districts_that_are_in_the_table() -> None:
    table = parse_geography(geography())
    assert isinstance(table, Geography)
    current = [code for code, facts in table.districts.items() if "became" not in facts]
    assert sum(code[0] == "E" for code in current) == 296
    assert sum(code[0] == "W" for code in current) == 22
    assert sum(code[0] == "S" for code in current) == 32
    regions = {code: len(table.inside("regions", code) & set(current)) for code in geography()["regions"]}
    assert list(regions.values()) == [12, 35, 15, 35, 30, 45, 33, 64, 27]
    assert all(table.inside("counties", code) for code in geography()["counties"])
    for district, facts in table.districts.items():
        assert set(facts.get("became", ())) <= table.districts.keys(), district


def test_the_table_of_districts_must_be_whole() -> None:
    broken = json.loads(json.dumps(geography()))
    del broken["districts"]["E08000035"]["name"]
    found = parse_geography(broken)
    assert isinstance(found, Findings)
    assert found.codes == ("key.missing",)
    assert isinstance(parse_geography({}), Findings)
