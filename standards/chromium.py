"""Finds the browser that pages are looked at in, without loading what drives it."""

import os
import shutil
from typing import Final

CHOICE: Final = "MAKEGOOD_CHROMIUM"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
WAY_OUT: Final = (
    "Chromium is not installed, so no page was looked at in a browser. "
    "apt-get install --no-install-recommends chromium (332 MB) brings it."
)


def chromium() -> str | None:
    """Return the path of the browser: the one that MAKEGOOD_CHROMIUM names, or one on the PATH; None without any."""
    return next((found for name in (os.environ.get(CHOICE), *NAMES) if name and (found := shutil.which(name))), None)
