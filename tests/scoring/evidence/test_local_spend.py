"""What becomes of single payment lines: which part they count in, why, and what a whole ledger comes to."""

from typing import Any

import pytest

from scoring.evidence.assessment import Assessment
from scoring.evidence.local_spend import Ledger, assess
from scoring.findings import Findings
from tests.scoring.evidence.payments import (
    BRADFORD,
    LEEDS,
    amounts,
    area,
    csv,
    directory,
    examined,
    geography,
    paid,
    parts_sum,
    reasons,
    refused_or_examined,
)


def refusal(
    *ledgers: Ledger, settings: dict[str, Any] | None = None, references: dict[str, Any] | None = None
) -> Findings:
    found = refused_or_examined(*ledgers, settings=settings, references=references)
    assert isinstance(found, Findings)
    return found


@pytest.mark.parametrize(
    ("postcode", "code", "words"),
    [
        ("LS9 9ZZ", "postcode.never_existed", "the directory has never had"),
        ("BT1 1AA", "postcode.northern_ireland", "Northern Ireland postcodes are not in the open directory"),
        ("LEEDS", "postcode.malformed", "does not look like one"),
        ("", "postcode.missing", "has no postcode"),
    ],
)
def test_a_postcode_that_nobody_can_place_is_unknown_and_never_elsewhere(postcode: str, code: str, words: str) -> None:
    found = examined(csv([paid(postcode, "10.00"), paid("LS1 1UR", "5.00", "2")]))
    assert amounts(found.assessment) == {"local": "5", "elsewhere": "0", "unknown": "10", "rejected": "0"}
    (finding,) = found.assessment.findings
    assert (finding.code, finding.place) == (code, "payments.csv:2 column invoice_postcode")
    assert words in finding.message


def test_a_place_without_a_grid_reference_is_unknown_where_the_area_is_a_radius() -> None:
    circle = {"radius": {"postcode": "LS1 1UR", "distance": "5", "unit": "miles"}}
    found = examined(csv([paid("IM1 1AA", "10"), paid("LS1 4EE", "1", "2")]), settings={"area": area(circle)})
    assert amounts(found.assessment, "local", "unknown") == {"local": "1", "unknown": "10"}
    assert reasons(found) == ["postcode.no_place"]


@pytest.mark.parametrize(("day", "codes"), [("2024-02-29", []), ("2024-03-01", ["postcode.terminated"])])
def test_a_terminated_postcode_counts_with_a_finding_unless_it_was_in_use_when_paid(day: str, codes: list[str]) -> None:
    ended = directory({"LS1 1UR": {"ended": 202402}})
    found = examined(csv([paid("LS1 1UR", "10", date=day)]), references={"postcodes": ended})
    assert amounts(found.assessment) == {"local": "10", "elsewhere": "0", "unknown": "0", "rejected": "0"}
    assert reasons(found) == codes


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (paid("LS1 1UR", "ten"), "amount.malformed"),
        (paid("LS1 1UR", "1e3"), "amount.malformed"),
        (paid("LS1 1UR", ""), "amount.missing"),
        (paid("LS1 1UR", "0.00001"), "amount.too_fine"),
        (paid("LS1 1UR", "1000000000000"), "amount.too_large"),
        (paid("LS1 1UR", "10", date="31/02/2026"), "date.malformed"),
        (paid("LS1 1UR", "10", date=""), "date.missing"),
        (paid("LS1 1UR", "10", date="2026-07-01"), "date.outside_period"),
        (paid("LS1 1UR", "10", payee=""), "payee.missing"),
        (paid("LS1 1UR", "10", tier="2"), "tier.not_counted"),
        (paid("LS1 1UR", "10", tier=""), "tier.not_counted"),
        (paid("LS1 1UR", "10", payee="=HYPERLINK(1)"), "cell.formula_text"),
        (paid("=A1", "10"), "cell.formula_text"),
        (paid("LS1 1UR", "10", payee="-2+cmd|' /c calc'!A0"), "cell.formula_text"),
        (paid("LS1 1UR", "1,200.00"), "line.too_many_cells"),
        (paid("LS1 1UR", "10", payee='"Acme\nLtd"'), "line.broken"),
    ],
)
def test_a_line_that_cannot_be_read_in_one_way_is_rejected_and_named(line: tuple[str, ...], code: str) -> None:
    settings = {"period": {"from": "2026-04-01", "to": "2026-06-30"}, "tiers": ["1"]}
    found = examined(csv([paid("LS1 1UR", "7", "0"), line]), settings=settings)
    assert amounts(found.assessment, "local", "elsewhere", "unknown") == {
        "local": "7",
        "elsewhere": "0",
        "unknown": "0",
    }
    assert [(finding.code, finding.place.split(" ")[0]) for finding in found.assessment.findings] == [
        (code, "payments.csv:3")
    ]
    assert found.assessment.quantities["rejected"].rows == 1
    assert parts_sum(found.assessment) == found.assessment.quantities["total"].value


def test_amounts_and_days_are_read_as_people_write_them() -> None:
    rows = [
        paid("ls1  1ur", '"£1,200.50"', "1", date="1/4/2026"),
        paid("LS11UR", "(200.50)", "2", date="1 April 2026"),
        paid("LS1 1UR", " 0.0001 ", "3", date="01-Apr-2026"),
    ]
    found = examined(csv(rows))
    assert amounts(found.assessment, "local") == {"local": "1000.0001"}


def test_a_credit_reduces_what_is_proved_and_may_leave_less_than_nothing() -> None:
    found = examined(csv([paid("LS1 1UR", "100", "1"), paid("LS1 1UR", "-150.25", "2")])).assessment
    assert amounts(found, "local", "total", "local_percent") == {
        "local": "-50.25",
        "total": "-50.25",
        "local_percent": None,
    }
    assert "−£50.25" in found.quantities["local"].said


def test_an_invoice_given_twice_counts_once_however_its_payee_and_reference_are_written() -> None:
    rows = [paid("LS1 1UR", "10", "INV-001"), paid("LS11UR", "10.00", "inv 001", payee="ACME LIMITED")]
    found = examined(csv(rows))
    assert amounts(found.assessment) == {"local": "10", "elsewhere": "0", "unknown": "0", "rejected": "10"}
    assert reasons(found) == ["duplicate.same_invoice"]


def test_an_invoice_given_with_two_postcodes_proves_neither() -> None:
    found = examined(csv([paid("LS1 1UR", "10"), paid("SW1A 1AA", "10")]))
    assert amounts(found.assessment) == {"local": "0", "elsewhere": "0", "unknown": "10", "rejected": "10"}
    assert sorted(reasons(found)) == ["duplicate.contradicts", "duplicate.same_invoice"]


def test_what_an_earlier_report_counted_is_not_counted_again() -> None:
    first = examined(csv([paid("LS1 1UR", "10"), paid("SW1A 1AA", "5", "2")]))
    second = examined(csv([paid("LS1 1UR", "10"), paid("LS1 1UR", "3", "3")]), references={"earlier": first.keys()})
    assert amounts(second.assessment, "local", "rejected") == {"local": "3", "rejected": "10"}
    assert reasons(second) == ["duplicate.reported_before"]
    assert len(first.keys()) == 2
    assert any(reference.id == "earlier-reports" for reference in second.assessment.references)


def test_kinds_of_payee_stand_beside_each_other_and_an_unknown_word_is_named() -> None:
    rows = [
        paid("LS1 1UR", "10", "1", kind="SME; VCSE"),
        paid("SW1A 1AA", "20", "2", kind="Social enterprise"),
        paid("LS1 1UR", "30", "3", kind="SME & friend"),
        paid("", "40", "4", kind="charity"),
    ]
    found = examined(csv(rows)).assessment
    names = ("sme", "sme_local", "vcse", "social_enterprise", "charity", "sme_percent")
    expected = {
        "sme": "40",
        "sme_local": "40",
        "vcse": "10",
        "social_enterprise": "20",
        "charity": "40",
        "sme_percent": "40",
    }
    assert amounts(found, *names) == expected
    assert [finding.code for finding in found.findings] == ["kind.unknown", "postcode.missing"]


def test_kinds_may_stand_in_columns_of_yes_and_no_and_are_no_data_where_nothing_says_them() -> None:
    heading = ("date", "payee", "postcode", "net", "reference", "SME", "Registered charity")
    found = examined(csv([("2026-04-01", "A", "LS1 1UR", "10", "1", "Yes", "no")], heading)).assessment
    assert amounts(found, "sme", "charity", "vcse") == {"sme": "10", "charity": "0", "vcse": None}


def test_which_postcode_counts_is_what_the_area_says() -> None:
    heading = ("date", "payee", "invoice_postcode", "delivery site postcode", "net", "reference")
    payments = csv([("2026-04-01", "A", "LS1 1UR", "SW1A 1AA", "10", "1")], heading)
    invoice = examined(payments).assessment
    site = examined(payments, settings={"area": area(postcode="delivery_site")}).assessment
    assert amounts(invoice, "local", "elsewhere") == {"local": "10", "elsewhere": "0"}
    assert amounts(site, "local", "elsewhere") == {"local": "0", "elsewhere": "10"}


def test_a_payee_known_by_its_identifier_lends_its_postcode() -> None:
    heading = ("date", "company number", "invoice_postcode", "net", "reference")
    rows = [("2026-04-01", "SC 123", "", "10", "1"), ("2026-04-01", "999", "", "5", "2")]
    companies = {"id": "companies", "edition": "2026-04", "postcodes": {"SC123": "LS1 1UR"}}
    found = examined(csv(rows, heading), references={"identifiers": companies}).assessment
    assert amounts(found, "local", "unknown") == {"local": "10", "unknown": "5"}
    assert "companies" in {reference.id for reference in found.references}


def test_spend_is_split_by_the_decile_of_deprivation_of_its_place() -> None:
    table = {"id": "imd", "edition": "2025", "by": "district", "deciles": {LEEDS: "3", BRADFORD: "1"}}
    rows = [paid("LS1 1UR", "10"), paid("BD1 1HY", "20", "2"), paid("", "5", "3")]
    found = examined(csv(rows), references={"deprivation": table}).assessment.to_mapping()["tables"]["by_decile"]
    assert [
        (cell["decile"], cell["local"]["exact"], cell["elsewhere"]["exact"], cell["unknown"]["exact"]) for cell in found
    ] == [
        ("1", "0", "20", "0"),
        ("3", "10", "0", "0"),
        (None, "0", "0", "5"),
    ]


@pytest.mark.parametrize(
    ("heading", "row", "settings", "local"),
    [
        ("net,gross,vat", "100,120,20", {}, "100"),
        ("gross,vat", "120,20", {}, "100"),
        ("gross,vat", "100,0", {}, "100"),
        ("gross", "120", {"vat": {"amounts": "including", "rate_percent": "20"}}, "100"),
        ("amount,vat", "120,20", {"vat": {"amounts": "including"}}, "100"),
        ("amount,vat", "100,20", {"vat": {"amounts": "excluding"}}, "100"),
    ],
)
def test_vat_is_left_out_however_the_ledger_states_it(
    heading: str, row: str, settings: dict[str, Any], local: str
) -> None:
    payments = Ledger("a.csv", f"date,payee,postcode,reference,{heading}\n2026-04-01,A,LS1 1UR,1,{row}\n".encode())
    assert amounts(examined(payments, settings=settings).assessment, "local") == {"local": local}


@pytest.mark.parametrize(
    ("heading", "row", "code"),
    [
        ("net,gross,vat", "100,120,10", "vat.does_not_add_up"),
        ("net,gross,vat", "1000,100,-900", "vat.does_not_add_up"),
        ("gross,vat", "100,-900", "vat.does_not_add_up"),
        ("gross,vat", "100,120", "vat.does_not_add_up"),
        ("gross,vat", "120,", "vat.missing"),
    ],
)
def test_amounts_that_do_not_fit_their_vat_are_rejected(heading: str, row: str, code: str) -> None:
    payments = Ledger("a.csv", f"date,payee,postcode,reference,{heading}\n2026-04-01,A,LS1 1UR,1,{row}\n".encode())
    found = examined(payments)
    assert reasons(found) == [code]
    assert amounts(found.assessment, "local") == {"local": "0"}


@pytest.mark.parametrize("heading", ["amount", "gross"])
def test_amounts_that_may_or_may_not_include_vat_are_refused(heading: str) -> None:
    payments = Ledger("a.csv", f"date,payee,postcode,reference,{heading}\n2026-04-01,A,LS1 1UR,1,120\n".encode())
    assert refusal(payments).codes == ("vat.ambiguous",)


def test_files_with_and_without_vat_add_up_exactly() -> None:
    net = csv([paid("LS1 1UR", "0.01")], name="a.csv")
    gross = csv(
        [paid("LS1 1UR", "0.01", "2")], ("date", "payee", "postcode", "gross", "reference", "tier", "kind"), "b.csv"
    )
    found = examined(net, gross, settings={"vat": {"amounts": "including", "rate_percent": "20"}}).assessment
    assert amounts(found, "local") == {"local": "11/600"}


def test_a_ledger_without_a_line_is_no_data_and_one_without_local_spend_is_nothing() -> None:
    assert amounts(examined(csv([])).assessment) == dict.fromkeys(("local", "elsewhere", "unknown", "rejected"))
    assert amounts(examined(csv([paid("SW1A 1AA", "1")])).assessment, "local") == {"local": "0"}


def test_ten_wrong_lines_among_many_are_each_named_and_the_rest_counts() -> None:
    wrong = range(500, 30_500, 3_000)
    rows = [paid("LS1 1UR", "x" if number in wrong else "0.10", str(number)) for number in range(30_001)]
    found = examined(csv(rows))
    assert [finding.place for finding in found.assessment.findings] == [
        f"payments.csv:{number + 2} column net" for number in wrong
    ]
    assert amounts(found.assessment, "local", "rejected") == {"local": "2999.1", "rejected": "0"}
    document = found.assessment.to_mapping()
    assert (document["lines"]["count"], document["lines"]["listed"], document["finding_count"]) == (30_001, [], 10)


def test_sums_beyond_sixty_four_bits_stay_exact() -> None:
    rows = [paid("LS1 1UR", "999999999999.9999", str(number)) for number in range(1_200)]
    found = examined(csv(rows)).assessment
    assert amounts(found, "local") == {"local": "1199999999999999.88"}


def test_every_line_is_accounted_for_with_its_part_and_reason() -> None:
    found = examined(
        csv([paid("LS1 1UR", "1"), paid("SW1A 1AA", "2", "2"), paid("", "3", "3"), paid("LS1 1UR", "x", "4")])
    )
    assert [(line.place, line.part, line.value, line.why) for line in found.assessment.lines] == [
        ("payments.csv:2", "proved local", 1, ""),
        ("payments.csv:3", "proved elsewhere", 2, ""),
        ("payments.csv:4", "unknown", 3, "postcode.missing"),
        ("payments.csv:5", "rejected", None, "amount.malformed"),
    ]


def test_the_measures_of_the_library_are_proved_unless_the_settings_say_otherwise() -> None:
    payments = csv([paid("LS1 1UR", "10", kind="sme"), paid("SW1A 1AA", "30", "2")])
    found = examined(payments).assessment
    assert [found.proved(name) for name in ("local-spend", "local-spend-share", "sme-spend", "vcse-spend")] == [
        10,
        25,
        10,
        0,
    ]
    own = examined(payments, settings={"proves": {"our-measure": "total"}}).assessment
    assert own.proved("our-measure") == 40
    assert own.proved("local-spend") is None
    assert refusal(payments, settings={"proves": {"our-measure": "everything"}}).codes == ("choice.unknown",)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (area({"districts": ["E07000026"]}), "area.code_without_postcodes"),
        (area({"districts": ["E99999999"]}), "area.code_unknown"),
        (area({"counties": ["E10000099"]}), "area.code_unknown"),
        (area({"icbs": ["E54000054"]}), "directory.lacks"),
        (area({"radius": {"postcode": "LS9 9ZZ", "distance": "1", "unit": "km"}}), "area.centre_unknown"),
        (area({"radius": {"distance": "1", "unit": "km"}}), "area.centre_unclear"),
        (area({"postcodes": ["BT1"]}), "area.not_open"),
        (area({"postcodes": ["Leeds"]}), "area.postcode_malformed"),
        (area({"districts": [LEEDS], "icbs": ["E54000054"]}), "area.part_unclear"),
        (area(directory={"id": "small", "edition": "2025-08"}), "directory.another_edition"),
        (area(postcode="any"), "choice.unknown"),
        ({"format": "area"}, "format.unknown"),
        ("Leeds", "format.unknown"),
    ],
)
def test_an_area_that_cannot_be_decided_is_refused(given: object, code: str) -> None:
    assert code in refusal(csv([paid("LS1 1UR", "1")]), settings={"area": given}).codes


def test_a_district_that_is_gone_is_refused_with_what_it_became() -> None:
    found = refusal(csv([paid("LS1 1UR", "1")]), settings={"area": area({"districts": ["E07000026"]})})
    assert "it became E06000063 (Cumberland)" in found[0].message


def test_an_area_may_be_whole_postcodes_outward_codes_boards_and_wards() -> None:
    known = directory({"BD1 1HY": {"icb": "E54000054", "ward": "E05001347"}})
    parts = [{"postcodes": ["SW1A 1AA", "S70"]}, {"icbs": ["E54000054"]}, {"wards": ["E05001347"]}]
    rows = [paid(postcode, "1", postcode) for postcode in ("SW1A 1AA", "S70 2TA", "BD1 1HY")]
    found = examined(csv(rows), settings={"area": area(*parts)}, references={"postcodes": known}).assessment
    assert amounts(found, "local") == {"local": "3"}


def test_the_columns_that_were_taken_are_stated_and_one_for_the_postcode_must_be_there() -> None:
    heading = ("date", "payee", "registered postcode", "amount", "reference")
    payments = csv([("2026-04-01", "A", "LS1 1UR", "12", "1")], heading)
    settings = {"vat": {"amounts": "including", "rate_percent": "20"}}
    refused = refusal(payments, settings=settings)
    assert refused.codes == ("column.missing",)
    assert "the area counts the postcode of the invoice" in refused[0].message
    found = examined(payments, settings=settings | {"area": area(postcode="registered_office")}).assessment
    assert found.tables["columns"] == [
        {
            "file": "payments.csv",
            "amount": "amount",
            "vat": "taken off at 20%",
            "postcode": "registered_office_postcode",
        }
    ]


def test_an_assessment_is_the_same_for_the_same_input_and_names_what_it_rests_on() -> None:
    payments = csv([paid("LS1 1UR", "1")])
    references = {"postcodes": directory(), "geography": geography()}
    first = assess([payments], {"area": area()}, references)
    again = assess([payments], {"area": area()}, references)
    assert isinstance(first, Assessment)
    assert isinstance(again, Assessment)
    assert first.to_mapping() == again.to_mapping()
    assert [reference.id for reference in first.references] == ["small", "gb-districts"]
    assert first.sources[0].digest.startswith("sha256:")


@pytest.mark.parametrize(("one", "other", "same"), [("0042", "42", True), ("000", "0", True), ("A042", "A42", False)])
def test_a_bare_number_is_one_reference_with_and_without_noughts_before_it(one: str, other: str, *, same: bool) -> None:
    """A spreadsheet takes them away: the same invoice comes once from the ledger and once from a copy."""
    found = examined(csv([paid("LS1 1UR", "10", one), paid("LS1 1UR", "10", other)]))
    assert amounts(found.assessment, "local") == {"local": "10" if same else "20"}
    first = examined(csv([paid("LS1 1UR", "10", one)])).keys()
    kept = [key.replace("|42|", "|0042|") for key in first]
    again = examined(csv([paid("LS1 1UR", "10", other)]), references={"earlier": kept})
    assert amounts(again.assessment, "local") == {"local": "0" if same else "10"}


def test_a_share_is_never_more_than_the_whole_where_credits_outweigh_what_was_paid() -> None:
    rows = [paid("LS1 1UR", "100", "1"), paid("SW1A 1AA", "50", "2"), paid("SW1A 1AA", "-100", "3")]
    found = examined(csv(rows)).assessment
    assert amounts(found, "local", "elsewhere", "local_percent") == {
        "local": "100",
        "elsewhere": "-50",
        "local_percent": None,
    }
    assert "%" not in found.quantities["local"].said
    assert "credits outweigh" in found.quantities["local_percent"].said


def test_a_credit_note_with_its_vat_is_taken_off() -> None:
    lines = csv(
        [("2026-04-01", "Acme", "LS1 1UR", "-120", "-20")], ("date", "payee", "invoice_postcode", "gross", "vat")
    )
    assert amounts(examined(lines).assessment)["local"] == "-100"
