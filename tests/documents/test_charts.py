"""Charts are exact, whole-numbered, labelled, and readable without colour."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from app.documents.charts import Bar, Part, Progress, Stack, promise_bars, score_build_up
from app.documents.charts_over_time import Point, to_date
from app.documents.svg import fitted, plainly, text_width, wrapped

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert('1')</script> & \"O'Neill\" \x07"
THIRD = Fraction(1, 3)


def drawn(source: str) -> ET.Element:
    """Return the drawing, having checked that every coordinate is a whole number."""
    root = ET.fromstring(source)  # noqa: S314  (our own drawing)
    for element in root.iter():
        for name in ("x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "r", "points"):
            assert re.fullmatch(r"-?\d+([ ,]-?\d+)*", element.get(name, "0")), (element.tag, name, element.attrib)
    return root


def said(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def parts(count: int) -> list[Part]:
    return [Part(key="ABCDEFGHI"[place], title=f"Part {place + 1}", available="10 points") for place in range(count)]


def stack(name: str, count: int) -> Stack:
    return Stack(name=name, points=(Fraction(10, 3),) * count, shown=("3.33",) * count, total="10.00")


def bar(what: str, share: Fraction | None) -> Bar:
    return Bar(said=f"{what} {share}", share=share)


def progress(name: str, *shares: Fraction | None, note: str | None = None) -> Progress:
    due, claimed, proved = (bar(what, share) for what, share in zip(("due", "claimed", "proved"), shares, strict=True))
    return Progress(name=name, promise="24 people", due=due, claimed=claimed, proved=proved, note=note)


def test_a_build_up_names_every_bidder_part_and_total_in_words_too() -> None:
    root = drawn(
        score_build_up("c", title="Points", parts=parts(3), stacks=[stack("One", 3), stack("Two", 3)], most=100)
    )

    assert (root.findtext(f"{SVG}title"), root.get("role")) == ("Points", "img")
    assert root.get("aria-labelledby") == "c-title c-desc"
    assert "Two: total 10.00, of which Part 1 3.33" in (root.findtext(f"{SVG}desc") or "")
    assert {"One", "Two", "10.00", "Part 1, 10 points"} <= set(said(root))


def test_adjacent_thirds_meet_without_gap_or_overlap() -> None:
    thirds = Stack(name="One", points=(Fraction(100, 3),) * 3, shown=("33.33",) * 3, total="100.00")
    root = drawn(score_build_up("c", title="Points", parts=parts(3), stacks=[thirds], most=100))
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "22"]

    ends = [int(each.get("x", "")) + int(each.get("width", "")) for each in bars]
    assert [int(each.get("x", "")) for each in bars[1:]] == ends[:-1]


def test_parts_beyond_four_are_told_apart_by_hatching_and_beyond_eight_refused() -> None:
    root = drawn(score_build_up("c", title="Points", parts=parts(8), stacks=[stack("One", 8)], most=100))
    fills = [each.get("fill") for each in root.iter(f"{SVG}rect") if each.get("height") == "22"]

    assert len(set(fills)) == 8
    assert sum(str(fill).startswith("url(#c-hatch-") for fill in fills) == 4
    with pytest.raises(ValueError, match="at most 8"):
        score_build_up("c", title="Points", parts=parts(9), stacks=[stack("One", 9)], most=100)


def test_nought_points_draw_no_bar_and_no_label() -> None:
    nothing = Stack(name="One", points=(Fraction(0),), shown=("0.00",), total="0.00")
    root = drawn(score_build_up("c", title="Points", parts=parts(1), stacks=[nothing], most=100))

    assert not [each for each in root.iter(f"{SVG}rect") if each.get("height") == "22"]
    assert "0.00" in said(root)


def test_hostile_names_cannot_leave_their_text() -> None:
    root = drawn(score_build_up("c", title=HOSTILE, parts=parts(1), stacks=[stack(HOSTILE, 1)], most=100))

    assert not list(root.iter(f"{SVG}script"))
    assert "</text><script>" in (root.findtext(f"{SVG}title") or "")


def test_promise_bars_are_as_long_as_their_exact_share() -> None:
    root = drawn(
        promise_bars("p", title="Promises", commitments=[progress("Shifts", THIRD, Fraction(1, 4), Fraction(1))])
    )
    widths = [
        int(each.get("width", ""))
        for each in root.iter(f"{SVG}rect")
        if each.get("height") == "10" and each.get("stroke")
    ]

    assert widths == [100, 75, 300]


def test_a_share_beyond_the_chart_is_cut_with_an_arrow_and_its_true_figure() -> None:
    root = drawn(promise_bars("p", title="P", commitments=[progress("S", Fraction(1), Fraction(9), Fraction(1))]))

    assert "▸ claimed 9" in said(root)


def test_missing_figures_and_notes_are_words_not_bars() -> None:
    root = drawn(
        promise_bars(
            "p",
            title="Promises",
            commitments=[
                progress("Shifts", None, None, None),
                progress("Visits", None, None, None, note="recorded only"),
            ],
        )
    )
    bars = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "10" and each.get("stroke")]

    assert bars == []
    assert {"due None", "recorded only"} <= set(said(root))


def test_a_period_without_data_is_a_gap_and_not_a_fall_to_nought() -> None:
    points = [
        Point(
            period=f"Q{place}",
            axis=("Q", str(place)),
            target=Fraction(place),
            target_shown=str(place),
            proved=proved,
            proved_shown="-",
        )
        for place, proved in enumerate((Fraction(1), Fraction(2), None, Fraction(0)), start=1)
    ]
    root = drawn(to_date("t", points, title="To date", promised=Fraction(4), shown="4"))
    solid = [each for each in root.iter(f"{SVG}polyline") if not each.get("stroke-dasharray")]
    squares = [each for each in root.iter(f"{SVG}rect") if each.get("height") == "8"]

    assert [len(each.get("points", "").split()) for each in solid] == [2, 2]  # the key, and the run of Q1 and Q2
    assert len(squares) == 1 + 3


def test_a_promise_far_above_all_points_is_said_and_does_not_flatten_them() -> None:
    point = Point(
        period="Q1", axis=("Q1", ""), target=Fraction(1), target_shown="1", proved=None, proved_shown="no data"
    )
    root = drawn(to_date("t", [point], title="To date", promised=Fraction(100), shown="100"))

    assert "promised 100, above this scale" in said(root)


@pytest.mark.parametrize("promised", [None, Fraction(0)])
def test_all_noughts_draw_on_the_floor(promised: Fraction | None) -> None:
    point = Point(
        period="Q1", axis=("Q1", ""), target=Fraction(0), target_shown="0", proved=Fraction(0), proved_shown="0"
    )

    drawn(to_date("t", [point], title="To date", promised=promised, shown="0"))


def test_many_periods_label_only_as_many_as_have_room() -> None:
    points = [
        Point(
            period=f"Month {place}",
            axis=(f"Month {place}", "2027"),
            target=Fraction(place),
            target_shown=f"t{place}",
            proved=None,
            proved_shown="-",
        )
        for place in range(1, 61)
    ]
    labels = said(drawn(to_date("t", points, title="To date", promised=Fraction(60), shown="60")))

    assert sum(label.startswith("Month") for label in labels) <= 8
    assert "Month 60" in labels


def test_text_is_fitted_and_wrapped_to_its_room() -> None:
    assert fitted("short", 200, 12) == "short"
    assert text_width(fitted("W" * 300, 80, 12), 12) <= 80
    lines = wrapped("Gwarchodwyr Tŷ'r Ŵyl Cyf and a very long rest of the name", 90, 12, lines=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert wrapped("", 90, 12, lines=2) == ()


def test_scripts_that_a_drawing_would_take_apart_are_replaced() -> None:
    assert plainly("Tŷ'r Ŵyl", "2nd") == "Tŷ'r Ŵyl"
    assert plainly("شركة النيل", "2nd") == "2nd"


def test_a_long_name_wraps_over_three_lines_and_makes_its_row_higher() -> None:
    name = "Money spent with small suppliers of the local area in order to deliver the contract"
    short = drawn(promise_bars("p", title="P", commitments=[progress("Shifts", THIRD, THIRD, THIRD)]))
    long = drawn(promise_bars("p", title="P", commitments=[progress(name, THIRD, THIRD, THIRD)]))

    assert " ".join(said(long)).count("…") == 0
    assert name in " ".join(said(long))
    assert int(long.get("height", "")) > int(short.get("height", ""))


def test_a_long_note_wraps_and_stays_inside_the_drawing() -> None:
    note = (
        "less is better, so no bar: due at most 4 vehicle movements on hospital land at night in each quarter, proved 0"
    )
    root = drawn(promise_bars("p", title="P", commitments=[progress("Shifts", None, None, None, note=note)]))

    assert note in " ".join(said(root))
    assert all(int(each.get("x", "")) + text_width(each.text or "", 11) <= 640 for each in root.iter(f"{SVG}text"))


def test_a_legend_too_long_for_two_columns_takes_one() -> None:
    long = Part(
        key="A", title="How the supplier will work with schools and colleges of the area", available="10 points"
    )
    root = drawn(score_build_up("c", title="P", parts=[long, parts(2)[1]], stacks=[stack("One", 2)], most=100))

    assert f"{long.title}, 10 points" in said(root)


def test_periods_are_named_by_their_months_in_two_short_lines() -> None:
    point = Point(
        period="December 2026 to February 2027", axis=("Dec–Feb", "2026–27"),
        target=Fraction(1), target_shown="1", proved=None, proved_shown="no data",
    )  # fmt: skip
    root = drawn(to_date("t", [point] * 8, title="To date", promised=Fraction(8), shown="8"))

    assert said(root).count("Dec–Feb") == said(root).count("2026–27") == 8
    assert "December 2026 to February 2027" in (root.findtext(f"{SVG}desc") or "")


def test_a_label_never_lies_on_the_axis() -> None:
    points = [
        Point(period="Q", axis=("Q", ""), target=Fraction(100), target_shown="t", proved=Fraction(n), proved_shown="p")
        for n in range(0, 40, 2)
    ]
    root = drawn(to_date("t", points, title="To date", promised=None, shown=""))
    axis = next(int(each.get("y1", "")) for each in root.iter(f"{SVG}line"))
    tags = [int(each.get("y", "")) for each in root.iter(f"{SVG}text") if each.text == "p"]

    assert tags
    assert all(y + 2 <= axis or y - 9 >= axis for y in tags)
