"""What a notice says soundly is mapped; the rest is a finding with its place; nothing is lost or guessed."""

import json
from decimal import Decimal
from typing import Any

import pytest

from app.opendata import ocds, shapes
from app.opendata.ocds import Mapped
from app.opendata.reading import Finding
from scoring.findings import Findings
from scoring.parse import parse_rubric
from tests.opendata.notices import Json, criterion, draft, found, lot, mapped, release, scale


def weights(one: Mapped) -> list[tuple[str, str | None, list[str] | None]]:
    assert one.rubric is not None
    return [(node["title"], node.get("weight"), node.get("lots")) for node in one.rubric["criteria"]]


def test_a_sound_notice_becomes_a_draft_with_a_rubric_and_one_assumption() -> None:
    one = mapped(release(lot("1", criterion("Quality", "70"), criterion(None, "30%", "price"))))
    tender = draft(one)
    assert (tender.title, tender.description) == ("Grounds maintenance", "Grass, hedges and paths.")
    assert (tender.value, tender.currency, tender.value_includes_vat) == (Decimal("1250000.5"), "GBP", None)
    assert (str(tender.starts_on), str(tender.ends_on)) == ("2026-06-01", "2029-05-31")
    assert tender.closes_at is not None
    assert tender.closes_at.isoformat() == "2026-03-29T11:00:00+00:00"
    assert (tender.cpv, tender.places) == (["77314000", "77310000"], ["UKM73", "Leeds, LS1 4EE"])
    assert [(one.code, one.title) for one in tender.lots] == [("1", "Area 1")]
    assert weights(one) == [("Quality", "70", None), ("Price", "30", None)]
    assert not isinstance(parse_rubric(dict(one.rubric or {})), Findings)
    assert list(found(one)) == ["method.assumed"]
    assert one.buyer == {"name": "Mid-County Council", "identifiers": [{"scheme": "GB-LAE", "id": "MCC"}]}
    assert one.documents == ({"title": "Notice", "url": "https://example.org/1"},)


def test_the_whole_release_is_kept_with_what_was_not_mapped() -> None:
    given = release(lot("1"), oddity={"deep": [1, 2.5, None, True]})
    assert mapped(given).notice == given


@pytest.mark.parametrize("weight", ["40", "40%", "40 %", " 40.0 ", "40 per cent", "40percent", 40, 40.0])
def test_a_percentage_is_read_however_it_is_written(weight: Any) -> None:
    one = mapped(release(lot("1", criterion("Quality", weight), criterion(None, "60", "price"))))
    assert weights(one) == [("Quality", "40", None), ("Price", "60", None)]


@pytest.mark.parametrize(
    ("weight", "code"),
    [
        ("", "weight.missing"),
        (None, "weight.missing"),
        ("0", "weight.zero"),
        ("0%", "weight.zero"),
        ("600", "weight.not_percent"),
        ("20-30", "weight.range"),
        ("20% to 30%", "weight.range"),
        ("see the documents", "weight.words"),
        ("Pass/Fail", "weight.words"),
        ("-5", "weight.words"),
        ("1e2", "weight.words"),
        ("٤٠", "weight.words"),
        ([], "weight.missing"),
        ([30], "weight.words"),
        (True, "weight.words"),
        (float("nan"), "weight.words"),
    ],
)
def test_a_weight_that_is_not_sound_is_reported_with_its_place_and_not_drafted(weight: Any, code: str) -> None:
    one = mapped(release(lot("1", criterion("Quality", weight), criterion(None, "40", "price"))))
    place = found(one)[code][0]
    assert place == "tender.lots[0].awardCriteria.criteria[0].description"
    drafted = {title: text for title, text, _ in weights(one)}
    assert drafted.get("Quality") is None
    assert drafted["Price"] == "40"


def test_points_are_not_turned_into_percentages_but_said_as_such() -> None:
    one = mapped(release(lot("1", criterion("Quality", "600"), criterion(None, "400", "price"))))
    (said,) = [finding.message for finding in one.findings if finding.code == "weight.not_100"]
    assert "make 1000" in said
    assert "60, 40" in said
    assert one.rubric is None


def test_weights_that_do_not_make_100_are_drafted_as_they_stand_and_the_check_refuses_them() -> None:
    one = mapped(release(lot("1", criterion("Quality", "63%"), criterion(None, "25%", "price"))))
    assert found(one)["weight.not_100"] == ("tender.lots[0].awardCriteria", "88")
    assert weights(one) == [("Quality", "63", None), ("Price", "25", None)]
    parsed = parse_rubric(dict(one.rubric or {}))
    assert isinstance(parsed, Findings)
    assert parsed.codes == ("weight.not_100",)


def test_the_only_criterion_of_a_lot_weighs_100_where_its_weight_is_left_out() -> None:
    one = mapped(release(lot("1", criterion(None, "", "price"))))
    assert weights(one) == [("Price", "100", None)]
    assert "weight.sole" in found(one)


def test_criteria_that_lots_share_are_drafted_once_and_the_others_name_their_lots() -> None:
    price = criterion(None, "40", "price")
    one = mapped(
        release(
            lot("A", criterion("Quality", "60"), price),
            lot("B", criterion("Quality", "60"), price),
            lot("C", criterion("Quality", "50"), criterion("Carbon", "10"), price),
        )
    )
    assert weights(one) == [
        ("Quality", "60", ["A", "B"]),
        ("Price", "40", None),
        ("Quality", "50", ["C"]),
        ("Carbon", "10", ["C"]),
    ]
    rubric = parse_rubric(dict(one.rubric or {}))
    assert not isinstance(rubric, Findings)
    assert {leaf.id for leaf in rubric.leaves} == {"quality", "price", "quality-2", "carbon"}


def test_two_criteria_of_one_name_and_weight_stay_two() -> None:
    one = mapped(release(lot("1", *[criterion("Quality", "30")] * 2, criterion(None, "40", "price"))))
    assert [title for title, _, _ in weights(one)] == ["Quality", "Quality", "Price"]
    assert not isinstance(parse_rubric(dict(one.rubric or {})), Findings)


def test_a_second_price_in_a_lot_is_drafted_as_a_question_and_said() -> None:
    one = mapped(release(lot("1", criterion("Whole-life cost", "50", "cost"), criterion(None, "50", "price"))))
    assert found(one)["criterion.second_price"][1] == "Whole-life cost"
    assert one.rubric is not None
    assert [node["asks"] for node in one.rubric["criteria"]] == ["words", "price"]


def test_criteria_of_the_tender_hold_for_lots_without_their_own() -> None:
    common = {"criteria": [{"type": "price", "numbers": [{"number": 100, "weight": "percentageExact"}]}]}
    one = mapped(release({"id": "1"}, {"id": "2"}, awardCriteria=common))
    assert weights(one) == [("Price", "100", None)]
    assert [one.title for one in draft(one).lots] == ["Lot 1", "Lot 2"]


@pytest.mark.parametrize(
    ("criteria", "code"),
    [
        ("ratedCriteria", "criteria.words"),
        (None, "criteria.missing"),
        ({"criteria": []}, "criteria.missing"),
        ({"criteria": "many"}, "type.wrong"),
        ([1, 2], "type.wrong"),
        ({"weightingDescription": "Quality above price"}, "criteria.words"),
    ],
)
def test_criteria_without_weights_in_fields_make_no_rubric(criteria: Any, code: str) -> None:
    one = mapped(release(awardCriteria=criteria))
    assert one.rubric is None
    assert code in found(one)
    assert draft(one).title == "Grounds maintenance"


@pytest.mark.parametrize(
    ("field", "given", "code", "place"),
    [
        ("title", None, "title.missing", "tender.title"),
        ("title", {"en": "A"}, "type.wrong", "tender.title"),
        ("title", "W" * 400, "text.cut", "tender.title"),
        ("description", "", "description.missing", "tender.description"),
        ("description", "W" * 30_000, "text.cut", "tender.description"),
        ("value", None, "value.missing", "tender.value"),
        ("value", {"amount": 0, "currency": "GBP"}, "value.zero", "tender.value.amount"),
        ("value", {"amount": -1, "currency": "GBP"}, "amount.unreadable", "tender.value.amount"),
        ("value", {"amount": "1,000", "currency": "GBP"}, "amount.unreadable", "tender.value.amount"),
        ("value", {"amount": 10**20, "currency": "GBP"}, "amount.too_long", "tender.value.amount"),
        ("value", {"amount": 10**400, "currency": "GBP"}, "amount.unreadable", "tender.value.amount"),
        ("value", {"amount": 0.1 + 0.2, "currency": "GBP"}, "amount.too_long", "tender.value.amount"),
        ("value", {"amount": float("inf"), "currency": "GBP"}, "amount.unreadable", "tender.value.amount"),
        ("value", {"amount": True, "currency": "GBP"}, "amount.unreadable", "tender.value.amount"),
        ("value", {"amount": 5}, "currency.unreadable", "tender.value.currency"),
        ("value", [5], "type.wrong", "tender.value"),
        ("classification", {"scheme": "CPV", "id": "7731"}, "cpv.unreadable", "tender.classification.id"),
        ("classification", {"scheme": "UNSPSC", "id": "7"}, "cpv.other_scheme", "tender.classification"),
        ("tenderPeriod", {"endDate": "2026-03-29"}, "deadline.no_zone", "tender.tenderPeriod.endDate"),
        ("tenderPeriod", {"endDate": "2026-03-29T12:00:00"}, "deadline.no_zone", "tender.tenderPeriod.endDate"),
        ("tenderPeriod", {"endDate": "next week"}, "date.unreadable", "tender.tenderPeriod.endDate"),
        ("tenderPeriod", {"endDate": "9999-12-31T23:59:59-14:00"}, "date.unreadable", "tender.tenderPeriod.endDate"),
        ("tenderPeriod", {}, "deadline.missing", "tender.tenderPeriod.endDate"),
        ("contractPeriod", {"durationInDays": 1080}, "term.duration_only", "tender.contractPeriod.durationInDays"),
        ("contractPeriod", None, "term.missing", "tender.contractPeriod"),
        ("contractPeriod", {"startDate": "2026-06-01"}, "term.missing", "tender.contractPeriod.endDate"),
        (
            "contractPeriod",
            {"startDate": "2026-06-01", "endDate": "2026-05-31"},
            "term.order",
            "tender.contractPeriod",
        ),
        ("lots", [{"id": "1"}, {"id": "1"}], "lot.twice", "tender.lots[1].id"),
        ("lots", [{"title": "A"}], "lot.no_code", "tender.lots[0].id"),
        ("lots", ["1"], "type.wrong", "tender.lots[0]"),
        ("items", {"id": "1"}, "type.wrong", "tender.items"),
    ],
)
def test_what_is_not_sound_is_reported_where_it_stands_and_the_rest_is_drafted(
    field: str, given: Any, code: str, place: str
) -> None:
    one = mapped(release(**{field: given}))
    assert found(one)[code][0] == place
    assert draft(one).title
    assert one.notice is not None


def test_only_the_least_value_is_said_not_taken_for_the_value() -> None:
    one = mapped(release(value=None, minValue={"amount": 5, "currency": "GBP"}))
    assert found(one)["value.only_minimum"] == ("tender.minValue.amount", "5")
    assert draft(one).value is None


def test_an_amount_with_vat_beside_one_without_says_which_is_which() -> None:
    both = draft(mapped(release(value={"amount": 100, "amountGross": 120, "currency": "GBP"})))
    gross = draft(mapped(release(value={"amountGross": 120, "currency": "GBP"})))
    assert (both.value, both.value_includes_vat) == (Decimal(100), False)
    assert (gross.value, gross.value_includes_vat) == (Decimal(120), True)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2026-06-01T00:00:00Z", "2026-08-31T23:59:59Z", "2026-06-01", "2026-08-31"),
        ("2026-05-31T23:00:00Z", "2026-08-31T22:59:59Z", "2026-06-01", "2026-08-31"),
        ("2026-01-18T00:00:00Z", "2026-04-30T23:59:59+01:00", "2026-01-18", "2026-04-30"),
        ("2026-06-01", "2026-08-31", "2026-06-01", "2026-08-31"),
    ],
)
def test_the_days_of_a_contract_are_those_the_publisher_meant(start: str, end: str, first: str, last: str) -> None:
    tender = draft(mapped(release(contractPeriod={"startDate": start, "endDate": end})))
    assert (str(tender.starts_on), str(tender.ends_on)) == (first, last)


def test_the_term_of_lots_is_taken_where_they_all_agree() -> None:
    period = {"startDate": "2026-06-01", "endDate": "2027-05-31"}
    agreed = mapped(release(lot("1", contractPeriod=period), lot("2", contractPeriod=period), contractPeriod=None))
    assert str(draft(agreed).ends_on) == "2027-05-31"
    other = {"startDate": "2026-06-01", "endDate": "2028-05-31"}
    differ = mapped(release(lot("1", contractPeriod=period), lot("2", contractPeriod=other), contractPeriod=None))
    assert draft(differ).ends_on is None
    assert "term.by_lot" in found(differ)


def test_a_lot_value_in_another_currency_is_not_taken() -> None:
    one = mapped(
        release(lot("1", value={"amount": 5, "currency": "EUR"}), lot("2", value={"amount": 6, "currency": "GBP"}))
    )
    assert [one.value for one in draft(one).lots] == [None, 6]
    assert found(one)["lot.other_currency"][0] == "tender.lots[0].value"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        (["award"], "release.past_tender"),
        (["tender", "award"], "release.past_tender"),
        (["planning"], "release.planning"),
        (["tenderCancellation"], "release.cancelled"),
        ([], "release.no_tag"),
        ("tender", "release.no_tag"),
        ([None], "release.no_tag"),
        ([["tender"]], "release.no_tag"),
    ],
)
def test_a_release_of_another_stage_is_drafted_and_said(tag: Any, code: str) -> None:
    one = mapped(release() | {"tag": tag})
    assert code in found(one)
    assert draft(one).title


def test_a_release_without_an_id_is_drafted_and_said() -> None:
    given = release()
    del given["id"]
    one = mapped(given)
    assert found(one)["release.no_id"] == ("id", "")
    assert one.tender is not None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ocid": "a", "id": "b", "tag": ["award"], "awards": []}, "tender.missing"),
        ({"ocid": "a", "tender": []}, "tender.missing"),
        ({"ocid": "a", "tender": "soon"}, "tender.missing"),
        ({"ocid": "a", "tender": {}}, "tender.missing"),
        ({}, "release.unknown"),
        ({"hello": "world"}, "release.unknown"),
        ("release", "release.not_an_object"),
        (None, "release.not_an_object"),
        (12, "release.not_an_object"),
    ],
)
def test_what_describes_no_tender_yields_a_finding_and_no_draft(given: Any, code: str) -> None:
    one = mapped(given)
    assert one.tender is None
    assert code in found(one)


def test_releases_are_found_in_whatever_wraps_them() -> None:
    one = release()
    for document, places in (
        (one, [""]),
        ([one, one], ["[0]", "[1]"]),
        ({"uri": "x", "releases": [one]}, ["releases[0]"]),
        ([{"releases": [one]}, {"releases": [one, one]}], ["[0].releases[0]", "[1].releases[0]", "[1].releases[1]"]),
        ({"records": [{"ocid": "a", "compiledRelease": one}]}, ["records[0].compiledRelease"]),
        ({"records": [{"ocid": "a", "releases": [{"url": "x"}, one, one]}]}, ["records[0].releases[2]"]),
        ({"releases": []}, []),
        ([], []),
    ):
        assert [one.place for one in ocds.map_document(document, scale=scale())] == places


def test_a_release_that_no_database_could_keep_as_it_is_is_kept_with_a_note() -> None:
    given: Json = release(description="a\u0000b\ud800c", value={"amount": float("nan"), "currency": "GBP"}, big=2**70)
    one = mapped(given)
    assert one.notice is not None
    assert one.notice["tender"]["big"] == str(2**70)
    assert one.notice["tender"]["value"]["amount"] == "nan"
    assert json.dumps(one.notice, allow_nan=False).encode()
    codes = [(finding.code, finding.place) for finding in one.findings]
    assert ("kept.as_text", "tender.big") in codes
    assert ("kept.replaced", "tender.description") in codes
    assert draft(one).description == "a b c"


def test_nesting_beyond_reason_is_a_finding() -> None:
    deep: Any = "end"
    for _ in range(500):
        deep = {"a": deep}
    one = mapped(release(extra=deep))
    assert "release.too_deep" in found(one)
    assert one.tender is None


def test_findings_are_bounded_and_the_rest_is_counted() -> None:
    one = mapped(release(lots=[{"id": None}] * 1000))
    assert len(one.findings) == 401
    assert "findings.more" in found(one)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"", "file.empty"),
        (b"  \n ", "file.empty"),
        (b"\xff\xfe\x00", "file.not_utf8"),
        (b"<html>", "file.not_json"),
        (b'{"a": ', "file.not_json"),
        (b"[" * 100_000, "file.too_deep"),
    ],
)
def test_a_file_that_is_no_json_is_a_finding(source: bytes, code: str) -> None:
    read = shapes.read_document(source)
    assert isinstance(read, Finding)
    assert read.code == code


def test_a_number_that_a_float_would_change_is_kept_as_it_was_written() -> None:
    source = b'\xef\xbb\xbf{"a": 12.10, "b": 1234567890123456.78, "c": 1e999, "d": NaN, "e": ' + b"9" * 5000 + b"}"
    read = shapes.read_document(source)
    assert read == {"a": 12.1, "b": "1234567890123456.78", "c": "1e999", "d": "NaN", "e": "9" * 5000}
