"""A tab of the system's Chromium that stays open and prints pages as tagged PDFs."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[tuple[Callable[[str], bytes] | None, str]]:
    """Yield what prints a page, and ""; or None, and why there is nothing to print with."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        yield None, "there is no Chromium here (Debian: apt-get install chromium)"
        return
    # Imported here: whoever has no Chromium needs no driver for it.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        tab = browser.new_page()

        def printed(page: str) -> bytes:
            tab.set_content(page)
            return tab.pdf(format="A4", tagged=True, outline=True, print_background=True)

        try:
            yield printed, ""
        finally:
            browser.close()
