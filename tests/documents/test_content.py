"""Content is exact, complete and closed: what was written comes back, and nothing else is taken."""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.documents.codec import decode, encode
from app.documents.content import (
    NO_DATA,
    NOT_APPLICABLE,
    NOT_DUE,
    AwardSummary,
    Bands,
    ContractPerformance,
    Figure,
    Money,
    Number,
    Span,
    State,
    UnreadableContent,
    document_bytes,
    document_digest,
    known,
    read_document,
)


def through_json(document: AwardSummary | ContractPerformance) -> dict[str, Any]:
    mapping: dict[str, Any] = json.loads(document_bytes(document))
    return mapping


def test_an_award_summary_comes_back_from_its_json_file_as_it_was(award: AwardSummary) -> None:
    assert AwardSummary.from_mapping(through_json(award)) == award
    assert read_document(through_json(award)) == award


def test_a_performance_report_comes_back_from_its_json_file_as_it_was(performance: ContractPerformance) -> None:
    assert ContractPerformance.from_mapping(through_json(performance)) == performance
    assert read_document(through_json(performance)) == performance


def test_the_digest_of_a_document_is_the_sha_256_of_its_json_file(award: AwardSummary) -> None:
    assert document_digest(award) == "sha256:" + hashlib.sha256(document_bytes(award)).hexdigest()


def test_the_json_file_holds_the_whole_scoring_result_and_no_float(award: AwardSummary) -> None:
    mapping = json.loads(document_bytes(award), parse_float=lambda text: pytest.fail(f"a float: {text}"))

    assert mapping["result"] == award.result
    assert mapping["format"] == "makegood.award-summary/1"
    assert mapping["tender"]["value"]["amount"] == "3600000.00"


def test_instants_are_written_in_utc_and_naive_ones_are_refused(award: AwardSummary) -> None:
    assert through_json(award)["issued_at"] == "2026-12-15T16:30:00Z"
    with pytest.raises(UnreadableContent, match="issued_at: an instant needs its time zone"):
        encode(replace(award, issued_at=datetime(2026, 12, 15)))  # noqa: DTZ001  (naive on purpose)


@pytest.mark.parametrize("value", [0.5, {"a": 0.5}, Decimal("NaN"), Decimal("Infinity"), {1, 2}, object()])
def test_what_has_no_exact_json_form_is_refused(value: object) -> None:
    with pytest.raises(UnreadableContent):
        encode({"here": value})


def test_a_key_that_is_missing_or_unknown_is_named_with_its_place(award: AwardSummary) -> None:
    mapping = through_json(award)
    del mapping["bidders"][1]["party"]["name"]
    with pytest.raises(UnreadableContent, match=r"bidders\[1\]\.party\.name: is missing"):
        AwardSummary.from_mapping(mapping)
    with pytest.raises(UnreadableContent, match="extra: is not part of this document"):
        AwardSummary.from_mapping(through_json(award) | {"extra": "1"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Money, {"amount": "1e3", "currency": "GBP", "includes_vat": None}),
        (Money, {"amount": "NaN", "currency": "GBP", "includes_vat": None}),
        (Money, {"amount": 12, "currency": "GBP", "includes_vat": None}),
        (Money, {"amount": "12", "currency": "GBP", "includes_vat": "yes"}),
        (Number, {"exact": "1/0", "shown": "1"}),
        (Number, {"exact": "many", "shown": "1"}),
        (Span, {"label": "back", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}),
        (Span, {"label": "odd", "starts_on": "tomorrow", "ends_on": "2027-01-01"}),
        (Figure, {"state": "known", "value": None}),
        (Figure, {"state": "no_data", "value": "0"}),
        (Figure, {"state": "perhaps", "value": None}),
    ],
)
def test_values_that_do_not_fit_their_type_are_refused(kind: type, value: dict[str, object]) -> None:
    with pytest.raises(UnreadableContent):
        decode(kind, value)


def test_nought_no_data_not_due_and_not_applicable_stay_four_different_things() -> None:
    figures = [known(0), NO_DATA, NOT_DUE, NOT_APPLICABLE]
    written = [json.dumps(encode(each)) for each in figures]

    assert len(set(written)) == 4
    assert [decode(Figure, json.loads(each)) for each in written] == figures
    assert known(0).is_known
    assert not NO_DATA.is_known
    with pytest.raises(ValueError, match="has no value"):
        Figure(state=State.NO_DATA, value=Decimal(0))


def test_the_winner_must_be_a_ranked_bid(award: AwardSummary) -> None:
    for bid in ("northgate", "nobody"):
        with pytest.raises(ValueError, match="is not a ranked bid"):
            replace(award, decision=replace(award.decision, winner=bid))


def test_a_score_must_be_for_a_criterion_of_the_document(award: AwardSummary) -> None:
    with pytest.raises(ValueError, match="which is no criterion"):
        replace(award, criteria=award.criteria[:2])


def test_the_counts_by_rating_must_be_those_of_the_commitments(performance: ContractPerformance) -> None:
    with pytest.raises(ValueError, match="not those of the commitments"):
        replace(performance, commitments=performance.commitments[1:])


def test_bands_must_fall() -> None:
    with pytest.raises(ValueError, match="bands fall"):
        Bands(
            good=Decimal(90),
            approaching_target=Decimal(90),
            requires_improvement=Decimal(70),
            fixed_on=date(2027, 1, 1),
        )


def test_a_document_of_another_format_is_refused(award: AwardSummary) -> None:
    other = through_json(award) | {"format": "makegood.award-summary/9"}
    for read in (read_document, AwardSummary.from_mapping, ContractPerformance.from_mapping):
        with pytest.raises(UnreadableContent, match="format"):
            read(other)
