"""Both catalogues hold the same messages with the same places for values, and pages say them in their language."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest

from app.documents.catalogue import FORMS, catalogue, say, say_many, speaking
from app.documents.content import read_document
from app.documents.face_content import Face
from app.documents.html import title_of, to_html
from app.documents.letter_content import StandstillLetter
from app.documents.retelling import retold
from app.documents.wording import day, instant, ordinal, weekday
from app.kit.clock import LONDON
from tests.documents import forging
from tests.documents.issued_now import issued_award
from tests.documents.messages import all_messages
from tests.documents.page import read

VALUE = re.compile(r"%\((\w+)\)s")
MARKUP = re.compile(r"</?[a-z]+>")


def forms(message: object) -> tuple[str, ...]:
    """Return the wordings of an entry: one, or one for each plural form."""
    return tuple(message.values()) if isinstance(message, dict) else (str(message),)


def test_both_catalogues_have_the_same_keys() -> None:
    english, welsh = all_messages(), catalogue("cy")

    assert sorted(english.keys() - welsh.keys()) == []
    assert sorted(welsh.keys() - english.keys()) == []


def test_every_message_has_the_same_places_for_values_and_the_same_markup_in_both() -> None:
    english = all_messages()
    for key, entry in catalogue("cy").items():
        wanted = set(VALUE.findall("".join(english[key])))
        for form in forms(entry):
            assert set(VALUE.findall(form)) <= wanted, key
            assert wanted - set(VALUE.findall(form)) <= {"count", "totals"} if isinstance(entry, dict) else True, key
            assert isinstance(entry, dict) or set(VALUE.findall(form)) == wanted, key
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(english[key][0])), key
            assert form.strip() == form != "", key


def test_what_counts_has_the_six_plural_forms_of_welsh_and_nothing_else_has() -> None:
    english = all_messages()
    for key, entry in catalogue("cy").items():
        assert isinstance(entry, dict) == (len(english[key]) > 1), key
        assert not isinstance(entry, dict) or tuple(sorted(entry)) == tuple(sorted(FORMS)), key


def test_counts_mutate_as_welsh_does() -> None:
    with speaking("cy"):
        said = [say_many("%(count)s tender", "%(count)s tenders", count) for count in (0, 1, 2, 3, 4, 6, 12)]

    assert said == ["dim tendr", "1 tendr", "2 dendr", "3 thendr", "4 tendr", "6 thendr", "12 tendr"]
    assert say_many("%(count)s tender", "%(count)s tenders", 2) == "2 tenders"


def test_dates_and_places_are_said_in_welsh() -> None:
    with speaking("cy"):
        assert (day(date(2026, 8, 1)), weekday(date(2026, 5, 1))) == ("1 Awst 2026", "Dydd Gwener 1 Mai 2026")
        assert instant(datetime(2026, 2, 3, 14, 5, tzinfo=LONDON)) == "3 Chwefror 2026 am 14:05"
        assert [ordinal(place) for place in (1, 2, 3, 5, 11, 20, 41)] == [
            "1af", "2il", "3ydd", "5ed", "11eg", "20fed", "41fed",
        ]  # fmt: skip
    assert day(date(2026, 8, 1)) == "1 August 2026"


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("Acme leads Brook by 1.80.", "Mae Acme ar y blaen i Brook o 1.80."),
        ("by 31 August 2029", "erbyn 31 Awst 2029"),
        ("1 May 2026 to 2 June 2027", "1 Mai 2026 i 2 Mehefin 2027"),
        ("Of 8 commitments: 3 good, 1 unknown.", "O’r 8 ymrwymiad: 3 da, 1 anhysbys."),
        (
            "No sums withheld, because too few members or suppliers stand behind.",
            "Symiau a ddaliwyd yn ôl, am fod rhy ychydig o aelodau neu gyflenwyr y tu ôl iddynt: 0.",
        ),
        (
            "It earned fewer points than the winning tender on Jobs (less than 0.01) and Carbon (and more) (2.00).",
            "Enillodd lai o bwyntiau na’r tendr buddugol ar Jobs (llai na 0.01), Carbon (and more) (2.00).",
        ),
        (
            "Brook was ranked 2nd of 2 tenders, with 70.00 (total of 100).",
            "Daeth Brook yn 2il o 2 dendr, gyda 70.00 (cyfanswm o 100).",
        ),
        ("Ranked on exact values, shown to three places.", None),
        ("The road to Bangor", None),
    ],
)
def test_sentences_of_content_are_told_in_welsh_where_their_wording_is_fixed(english: str, welsh: str | None) -> None:
    with speaking("cy"):
        assert retold(english) == welsh


def test_the_welsh_page_says_so_and_marks_what_people_wrote_as_english() -> None:
    english = issued_award()
    welsh = replace(english, face=Face(language="cy", written_in="en", brand=None))
    page = to_html(welsh, styled=False)

    assert '<html lang="cy">' in page
    assert f'<h1 lang="en-GB">{english.tender.title}</h1>' in page
    assert f'<p lang="en-GB">{english.decision.summary}</p>' in page
    assert "Dyfarnwyd y contract i" in page
    assert '"Tudalen " counter(page)' in page
    assert title_of(welsh).startswith("Crynodeb dyfarnu: ")
    assert 'lang="en-GB"' not in to_html(english, styled=False).replace('<html lang="en-GB">', "")
    assert read_document(welsh.to_mapping()) == welsh


def test_the_pages_of_the_three_documents_say_nothing_fixed_in_english_when_they_are_welsh() -> None:
    page = to_html(replace(issued_award(), face=Face(language="cy", written_in="en", brand=None)), styled=False)
    own = read(re.sub(r'<(\w+)[^>]* lang="en-GB">.*?</\1>', "", page, flags=re.DOTALL)).text
    for english in ("Contract awarded", "What happens next", "Criterion", "Points of 100", "Audit log", "excluded"):
        assert english not in own


def test_a_holiday_in_a_welsh_letter_keeps_its_english_name_and_is_marked_as_english() -> None:
    letter = forging.document("standstill-letter-1")
    assert isinstance(letter, StandstillLetter)
    first, *others = letter.standstill.skipped
    pause = replace(letter.standstill, skipped=(replace(first, why="Easter Monday (Wales)"), *others))
    page = to_html(replace(letter, standstill=pause, face=replace(letter.face, language="cy")), styled=False)

    assert '<td>nid yw’n cyfrif: <span lang="en-GB">Easter Monday (Wales)</span></td>' in page
    assert "<td>nid yw’n cyfrif: dydd Sul</td>" in page
    assert "diwrnod 8 o 8" in page


def test_a_message_without_an_entry_stays_as_it_is() -> None:
    with speaking("cy"):
        assert say("not in any catalogue") == "not in any catalogue"
