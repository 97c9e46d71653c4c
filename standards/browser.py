"""Looks at pages in a real browser: axe-core's rules, the keyboard, narrow windows, forced colours, and no way out.

Chromium comes from the system and axe-core from a package; nothing is fetched. A page is served from memory: the
browser asks for an address, a function answers it, and whatever it does not answer is refused and reported.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Route, sync_playwright

from standards.chromium import WAY_OUT, chromium

HOST: Final = "https://makegood.test"  # a secure origin, as the pages are served in earnest
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
class Seen:
    """What a browser made of a page: how many rules of axe-core applied to it, and a sentence for each thing wrong."""

    rules: int
    findings: tuple[str, ...]


@dataclass(slots=True)
class Looker:
    """A browser with one window, in which one page after another is opened and looked at."""

    page: Page
    strange: list[str] = field(default_factory=list)  # what the open page did that no page ought to do
    rules: int = 0  # how many rules of axe-core have applied to it

    def findings(self, path: str) -> Seen:
        """Return everything that is wrong with the page at `path`, for every way of looking at it."""
        self.strange.clear()
        self.rules = 0
        self._resize(WIDE)
        self.page.emulate_media(media="screen", forced_colors="none", color_scheme="light")
        self._open(path)
        found = [f"axe: {said}" for said in self.axe()]
        found += [f"keyboard: {said}" for said in self.keyboard()]
        for name, size in (("200% zoom", ZOOMED), ("320 px", NARROW)):
            self._resize(size)
            found += [f"{name}: {said}" for said in self.reflow()]
        found += [f"320 px, axe: {said}" for said in self.axe(rules=("scrollable-region-focusable", "target-size"))]
        self._resize(PAPER)
        self.page.emulate_media(media="print")
        found += [f"print: {said}" for said in self.reflow(moves=False)]
        self._resize(WIDE)
        self.page.emulate_media(media="screen", forced_colors="active", color_scheme="dark")
        found += [f"forced colours: {said}" for said in self.forced_colours()]
        return Seen(self.rules, (*found, *self.strange))

    def _open(self, path: str) -> None:
        try:
            self.page.goto(f"{HOST}{path}")
        except Error:
            # A window still busy with its first, empty page breaks the next one off on a machine with much to do.
            self.page.goto(f"{HOST}{path}")

    def _resize(self, size: tuple[int, int]) -> None:
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def axe(self, rules: tuple[str, ...] = ()) -> Iterator[str]:
        """Yield every violation of axe-core's rules, with the element it is at; of all rules unless some are named."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
        only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(STANDARDS)}
        found = self.page.evaluate(_AXE, [{"runOnly": only, "resultTypes": ["violations"]}, not rules])
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
        self.page.evaluate("document.querySelector('a[href], button').focus()")
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


# The contrast of every piece of text takes most of the time of all rules, and all but a few are coloured alike: three
# of each colour, background, size and weight are looked at.
_AXE: Final = """async ([options, contrast]) => {
  const rules = {'color-contrast': {enabled: false}};
  const found = await axe.run(document, contrast ? {...options, rules} : options);
  if (!contrast) return found;
  const seen = new Map();
  const looked = [...document.body.querySelectorAll('*')].filter(one => {
    if (![...one.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())) return false;
    const own = getComputedStyle(one), like = [own.color, own.fontSize, own.fontWeight, own.opacity];
    for (let up = one; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      like.push(style.opacity === '1' ? '' : style.opacity);
      if (style.backgroundImage !== 'none') like.push(style.backgroundImage);
      if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') { like.push(style.backgroundColor); break; }
    }
    const name = like.join('|'), times = seen.get(name) || 0;
    seen.set(name, times + 1);
    return times < 3;
  });
  const contrasted = await axe.run({include: looked},
    {runOnly: {type: 'rule', values: ['color-contrast']}, resultTypes: ['violations']});
  return {passes: [...found.passes, ...contrasted.passes], violations: [...found.violations, ...contrasted.violations]};
}"""

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
            yield _with_window(browser.new_page(), answer)
        finally:
            browser.close()


def _with_window(page: Page, answer: Callable[[str], Answer | None]) -> Looker:
    looker = Looker(page)

    def answered(route: Route) -> None:
        address = urlsplit(route.request.url)
        asked = address.path + (f"?{address.query}" if address.query else "")
        found = answer(asked) if address.netloc == urlsplit(HOST).netloc else None
        if found is None:
            looker.strange.append(f"the page asks for {route.request.url}")
            route.abort()
        else:
            status, headers, body = found
            route.fulfill(status=status, headers=dict(headers), body=body)

    def heard(said: ConsoleMessage) -> None:
        # That a page is not there is told by its status; what else could not be loaded was asked of `answer`.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            looker.strange.append(f"the console says: {said.text}")

    page.route("**/*", answered)
    page.on("console", heard)
    page.on("pageerror", lambda error: looker.strange.append(f"a script fails: {error}"))
    return looker


def pages(of: Mapping[str, str]) -> Callable[[str], Answer | None]:
    """Return an answer for pages kept in memory, by path; a browser that asks for an icon is told there is none."""

    def answer(path: str) -> Answer | None:
        if path == "/favicon.ico":
            return 204, {}, b""
        return (200, {"Content-Type": "text/html; charset=utf-8"}, of[path].encode()) if path in of else None

    return answer
