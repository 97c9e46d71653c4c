"""What is wide on a screen stands in a frame that the keyboard reaches; what is narrow or printed does not."""

from app.documents.html import to_html
from app.documents.moving import movable
from tests.documents import samples
from tests.documents.page import read

WIDE = "<table><caption>Wide</caption><colgroup><col><col><col><col></colgroup></table>"
NARROW = "<table><caption>Narrow</caption><colgroup><col><col><col></colgroup></table>"


def test_wide_tables_and_drawings_are_framed_and_named_and_narrow_tables_are_not() -> None:
    page = movable(f'{WIDE}{NARROW}{WIDE}<svg><title id="chart-title">Chart</title></svg>')

    assert page.count('<div class="wide" role="group" tabindex="0"') == 3
    assert '<caption id="table-1">Wide' in page
    assert '<caption id="table-2">Wide' in page
    assert "<caption>Narrow" in page
    assert 'aria-labelledby="chart-title"><svg>' in page


def test_only_the_page_on_a_screen_has_frames_and_each_is_named_by_what_is_there_once() -> None:
    award = samples.award()
    root = read(to_html(award))
    frames = [node for node in root.all("div") if node.attributes.get("class") == "wide"]
    names = [node.attributes["id"] for node in root.all("caption", "title") if "id" in node.attributes]

    assert frames
    assert all(frame.attributes["aria-labelledby"] in names for frame in frames)
    assert len(names) == len(set(names))
    assert 'class="wide"' not in to_html(award, styled=False)
