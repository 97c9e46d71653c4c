"""The entrance of the command `makegood`, and of `python -m app`.

It imports nothing by itself: a process that renders documents imports the program that started it once more, and
would otherwise hold the whole service in memory.
"""

import sys


def main() -> int:
    """Run the command; see `app.cli.main`."""
    from app.cli import main as run  # noqa: PLC0415 - see above

    return run()


if __name__ == "__main__":
    sys.exit(main())
