"""Looks at pages in a real browser: axe-core's rules, the keyboard, narrow windows, forced colours, and no way out.

Chromium comes from the system and axe-core from a package; nothing is fetched. A page is served from memory: the
browser asks for an address, a function answers it, and whatever it does not answer is refused and reported.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Route, sync_playwright

from standards.chromium import WAY_OUT, chromium

HOST: Final = "http://makegood.test"
STANDARDS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""axe-core's names for the rules of WCAG 2.2 AA and for its own advice."""

WIDE: Final = (1280, 1024)
ZOOMED: Final = (640, 512)  # the same window at 200 %
NARROW: Final = (320, 256)  # and at 400 %, the width that WCAG 2.2, 1.4.10 asks for
PAPER: Final = (642, 900)  # what an A4 sheet leaves between margins of 2 cm
MOST_TABS: Final = 400

Answer = tuple[int, Mapping[str, str], bytes]
"""A status, headers, and the page or file."""


@dataclass(frozen=True, slots=True)
class Looker:
    """A running browser, and what answers it."""

    chromium: Chromium
    answer: Callable[[str], Answer | None]

    @contextmanager
    def at(self, path: str, size: tuple[int, int] = WIDE, **media: Any) -> Iterator["Look"]:
        """Open the page at `path` in a window of `size`; `media` is what of its user's wishes is emulated."""
        context = self.chromium.new_context(viewport={"width": size[0], "height": size[1]}, **media)
        try:
            yield _open(context, path, self.answer)
        finally:
            context.close()

    def findings(self, path: str) -> "Seen":
        """Return everything that is wrong with the page at `path`, for every way of looking at it."""
        found: list[str] = []
        with self.at(path) as wide:
            found += [f"axe: {said}" for said in wide.axe()]
            found += [f"keyboard: {said}" for said in wide.keyboard()]
            for name, size in (("200% zoom", ZOOMED), ("320 px", NARROW)):
                wide.page.set_viewport_size({"width": size[0], "height": size[1]})
                found += [f"{name}: {said}" for said in wide.reflow()]
            found += [f"320 px, axe: {said}" for said in wide.axe(rules=("scrollable-region-focusable", "target-size"))]
            wide.page.set_viewport_size({"width": PAPER[0], "height": PAPER[1]})
            wide.page.emulate_media(media="print")
            found += [f"print: {said}" for said in wide.reflow(moves=False)]
            wide.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            wide.page.emulate_media(media="screen", forced_colors="active", color_scheme="dark")
            found += [f"forced colours: {said}" for said in wide.forced_colours()]
            found += wide.strange
            return Seen(wide.rules, tuple(found))


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser made of a page: how many rules of axe-core applied to it, and a sentence for each thing wrong."""

    rules: int
    findings: tuple[str, ...]


@dataclass(slots=True)
class Look:
    """One open page, and what it did that no page ought to do."""

    page: Page
    strange: list[str] = field(default_factory=list)
    rules: int = 0

    def axe(self, rules: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield every violation of axe-core's rules, with the element it is at; of all rules unless some are named."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(STANDARDS)}
        found = self.page.evaluate(
            "options => axe.run(document, options)", {"runOnly": only, "resultTypes": ["violations"]}
        )
        self.rules += len(found["passes"]) + len(found["violations"])
        for violation in found["violations"]:
            for node in violation["nodes"]:
                yield f"{violation['id']}: {violation['help']}, at {node['html'][:160]}"

    def keyboard(self) -> Iterator[str]:
        """Yield what the tab key does not reach, in what order it goes wrong, and where it cannot be seen to stand."""
        wanted = self.page.evaluate(_FOCUSABLE)
        reached: list[int] = []
        self.page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
        for _ in range(min(len(wanted), MOST_TABS)):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(_FOCUSED)
            if at is None:
                break
            reached.append(at["number"])
            if not at["seen"]:
                yield f"focus cannot be seen at {at['html']}"
        if reached != list(range(len(reached))):
            yield f"the tab key goes through {reached[:40]}, not from first to last"
        if len(reached) < min(len(wanted), MOST_TABS):
            yield f"the tab key reaches {len(reached)} of {len(wanted)}; not {wanted[len(reached)]}"
        yield from self._skip_link()

    def _skip_link(self) -> Iterator[str]:
        """Yield what is wrong with a link to the content of a page that has navigation before it."""
        said = self.page.evaluate(_BEFORE_MAIN)
        if said["links"] == 0:
            return  # nothing to skip
        if not said["skips"]:
            yield f"{said['links']} links stand before the content, and the first of them does not skip the others"
            return
        self.page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Tab")
        if self.page.evaluate(
            "!!document.activeElement.closest('main') || document.querySelector('main a[href]') === null"
        ):
            return
        yield "after the link that skips to the content, the tab key goes on outside it"

    def reflow(self, *, moves: bool = True) -> Iterator[str]:
        """Yield what does not fit into the window: the page may not move sideways, nor may text be cut off.

        On paper nothing `moves`: what would have to is cut off there.
        """
        found = self.page.evaluate(_REFLOW)
        if found["page"] > found["window"]:
            yield f"the page is {found['page']} px wide in a window of {found['window']}: {found['widest']}"
        for each in found["clipped"]:
            yield f"text is cut off at {each}"
        if not moves:
            yield from (f"is cut off at the edge: {each}" for each in found["moving"])
            return
        for each in found["unreachable"]:
            yield f"what moves sideways cannot be moved with the keyboard: {each}"

    def forced_colours(self) -> Iterator[str]:
        """Yield drawings that keep their own colours on whatever background the user has chosen."""
        for each in self.page.evaluate(_FORCED):
            yield f"a drawing keeps its colours, but not a background of its own: {each}"


_FOCUSABLE_ELEMENTS: Final = """
const focusable = [...document.querySelectorAll(
  'a[href], area[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex^="-"])'
)].filter(one => !one.disabled && one.checkVisibility({visibilityProperty: true}));
"""

_FOCUSABLE: Final = f"""() => {{ {_FOCUSABLE_ELEMENTS} return focusable.map(one => one.outerHTML.slice(0, 120)) }}"""

_FOCUSED: Final = f"""() => {{ {_FOCUSABLE_ELEMENTS}
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {{ number: focusable.indexOf(at), html: at.outerHTML.slice(0, 120),
           seen: inside && (outlined || style.boxShadow !== 'none') }};
}}"""

_BEFORE_MAIN: Final = """() => {
  const main = document.querySelector('main');
  const before = [...document.querySelectorAll('a[href], button')].filter(one => main && !main.contains(one)
    && one.compareDocumentPosition(main) & Node.DOCUMENT_POSITION_FOLLOWING);
  const leads = before.length ? before[0].getAttribute('href') || '' : '';
  const target = document.getElementById(leads.replace('#', ''));
  return { links: before.length, skips: !!target && (target === main || main.contains(target)) };
}"""

_REFLOW: Final = """() => {
  const root = document.scrollingElement, window_ = root.clientWidth;
  const widest = [...document.body.querySelectorAll('*')].find(one => {
    if (one.getBoundingClientRect().right <= window_ + 1) return false;
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return false;
    return true;
  });
  const named = one => one.outerHTML.slice(0, 160);
  const wide = [...document.body.querySelectorAll('*')].filter(one => one.scrollWidth > one.clientWidth + 1
    && one.clientWidth > 0 && !(one instanceof SVGElement));
  const hidden = one => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX);
  const moves = one => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  const unseen = one => one.clientWidth <= 1 || getComputedStyle(one).clipPath !== 'none';
  return {
    page: root.scrollWidth, window: window_, widest: widest ? named(widest) : '',
    clipped: wide.filter(one => hidden(one) && !unseen(one) && one.textContent.trim()).map(named),
    moving: wide.filter(moves).map(named),
    unreachable: wide.filter(one => moves(one) && one.tabIndex < 0).map(named),
  };
}"""

_FORCED: Final = """() => [...document.querySelectorAll('svg')].filter(one => {
  for (let up = one; up && up !== document.body; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (style.forcedColorAdjust === 'none' && !['rgba(0, 0, 0, 0)', 'transparent'].includes(style.backgroundColor))
      return false;
  }
  return true;
}).map(one => one.outerHTML.slice(0, 160))"""


@contextmanager
def looking(answer: Callable[[str], Answer | None]) -> Iterator[Looker]:
    """Start a browser whose every request `answer` answers, by path and query; None refuses one.

    Raises LookupError where there is no browser; `chromium` tells beforehand.
    """
    path = chromium()
    if path is None:
        raise LookupError(WAY_OUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--host-resolver-rules=MAP * ~NOTFOUND", "--disable-gpu"]
        )
        try:
            yield Looker(browser, answer)
        finally:
            browser.close()


def _open(context: BrowserContext, path: str, answer: Callable[[str], Answer | None]) -> Look:
    page = context.new_page()
    look = Look(page)

    def answered(route: Route) -> None:
        address = urlsplit(route.request.url)
        found = (
            answer(address.path + (f"?{address.query}" if address.query else "")) if address.netloc == _NAME else None
        )
        if found is None:
            look.strange.append(f"the page asks for {route.request.url}")
            route.abort()
        else:
            status, headers, body = found
            route.fulfill(status=status, headers=dict(headers), body=body)

    context.route("**/*", answered)
    page.on(
        "console", lambda said: look.strange.append(f"the console says: {said.text}") if said.type == "error" else None
    )
    page.on("pageerror", lambda error: look.strange.append(f"a script fails: {error}"))
    page.goto(f"{HOST}{path}")
    return look


_NAME: Final = urlsplit(HOST).netloc


def pages(of: Mapping[str, str]) -> Callable[[str], Answer | None]:
    """Return an answer for pages kept in memory, by path; a browser that asks for an icon is told there is none."""

    def answer(path: str) -> Answer | None:
        if path == "/favicon.ico":
            return 204, {}, b""
        return (200, {"Content-Type": "text/html; charset=utf-8"}, of[path].encode()) if path in of else None

    return answer
