"""Every page is looked at in a browser: axe-core finds nothing, and the keyboard and a narrow window do their work."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from httpx2 import Client

from app.documents.html import to_html
from standards.browser import Answer, Looker, looking
from standards.chromium import WAY_OUT, chromium
from tests.contracts import whole_life
from tests.public.addresses import every_page
from tests.public.publishing import admin_of, getting, publish
from tests.standards.printed import LONG, NAMES, document
from tests.world import World

HEAD = """<head><title>A page</title><style>
a:focus-visible, div:focus-visible { outline: 3px solid #0b4f5c } .wide { overflow-x: auto }
nav a { line-height: 3 }
</style></head>"""

GOOD = f"""<!DOCTYPE html><html lang="en">{HEAD}<body>
<a href="#main">Skip to the content</a><nav aria-label="Site"><a href="/">Home</a></nav>
<main id="main" tabindex="-1"><h1>A page</h1><p>Words and <a href="#more">a link</a>.</p>
<h2 id="more">More</h2>
<div class="wide" tabindex="0" role="group" aria-label="Wide"><p style="width: 600px">A wide thing.</p></div>
</main></body></html>"""

BAD = f"""<!DOCTYPE html><html>{HEAD}<body>
<a href="/else">Another page</a><nav aria-label="Site"><a href="/">Home</a></nav>
<main id="main"><h1>A page</h1><h4>A heading below none</h4>
<p style="color: #bbb">Faint words with <a href="#a" style="outline: 0">a link</a>.</p>
<p style="font-size: 5px"><a href="#b" tabindex="3">b</a><a href="#c">c</a></p>
<p><img src="data:,"><img alt="x" src="https://elsewhere.test/x.png"></p>
<p style="width: 700px">A paragraph that is always so wide.</p>
<p style="overflow: hidden; white-space: nowrap; width: 90px">Words of some length</p>
<div class="wide"><p style="width: 900px">A wide thing.</p></div>
<svg role="img" aria-label="x"></svg>
<script>nothing.there()</script>
</main></body></html>"""

FAULTS = {
    "no language": "axe: html-has-lang",
    "faint words": "axe: color-contrast",
    "a skipped heading": "axe: heading-order",
    "a picture without words": "axe: image-alt",
    "a small target": "target-size",
    "no focus to be seen": "keyboard: focus cannot be seen",
    "an order of its own": "keyboard: the tab key goes through",
    "no way past the links": "keyboard: 2 links stand before the content",
    "a page too wide": "320 px: the page is",
    "a page too wide at 200 %": "200% zoom: the page is",
    "a page wider than paper": "print: the page is",
    "text cut off": "320 px: text is cut off",
    "what moves without the keyboard": "320 px: what moves sideways cannot be moved with the keyboard",
    "a drawing on any paper": "forced colours: a drawing keeps its colours",
    "a picture from elsewhere": "the page asks for https://elsewhere.test/x.png",
    "a script that fails": "a script fails",
}
"""What is wrong with the bad page, and what is said of it."""


@dataclass
class Served:
    """What answers the browser: pages kept by path, and below /public the service."""

    pages: dict[str, bytes] = field(default_factory=dict)
    service: Client | None = None

    def __call__(self, path: str) -> Answer | None:
        if path == "/favicon.ico":
            return 204, {}, b""
        if path in self.pages:
            return 200, {"Content-Type": "text/html; charset=utf-8"}, self.pages[path]
        if self.service is None or not path.startswith("/public"):
            return None
        answer = self.service.get(path)
        return answer.status_code, dict(answer.headers), answer.content


SERVED = Served()


@pytest.fixture(scope="module")
def looker() -> Iterator[Looker]:
    if chromium() is None:
        pytest.skip(WAY_OUT)
    with looking(SERVED) as found:
        yield found


def _findings(looker: Looker, page: str) -> tuple[str, ...]:
    SERVED.pages["/page"] = page.encode()
    return looker.findings("/page").findings


def _one_of_each(addresses: list[str]) -> list[str]:
    """Return an address of every kind of page: one subject of each kind, one list, an empty one, and each other."""
    lists = {f"/public/{kind}": "a list" for kind in ("authorities", "tenders", "awards", "contracts")}
    kinds = {}
    for address in addresses:
        path = address.partition("?")[0]
        kinds[path.rpartition("/")[0] if path.count("/") > 2 else lists.get(path, path)] = address
    return list(kinds.values())


@pytest.mark.parametrize("name", [name for name in NAMES if name != LONG])
def test_nothing_is_wrong_with_the_page_of_a_document(name: str, looker: Looker) -> None:
    assert _findings(looker, to_html(document(name))) == ()


def test_nothing_is_wrong_with_any_page_that_everybody_may_read(
    world: World, database_system: str, looker: Looker
) -> None:
    if database_system != "sqlite":
        pytest.skip("a page looks the same on both databases")
    life = whole_life.delivering(world)
    publish(admin_of(world, life.team.organisation_id))
    SERVED.service = world.http
    addresses = [*_one_of_each(every_page(getting(world))), "/public/tenders/none"]

    found = [f"{address}: {said}" for address in addresses for said in looker.findings(address).findings]

    assert "\n".join(found) == ""
    assert len(addresses) > 8


def test_nothing_is_wrong_with_a_good_page(looker: Looker) -> None:
    assert _findings(looker, GOOD) == ()


@pytest.fixture(scope="module")
def said_of_bad(looker: Looker) -> tuple[str, ...]:
    return _findings(looker, BAD)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_with_a_fault_is_caught(fault: str, said_of_bad: tuple[str, ...]) -> None:
    assert any(said.startswith(FAULTS[fault]) or f": {FAULTS[fault]}" in said for said in said_of_bad), said_of_bad
