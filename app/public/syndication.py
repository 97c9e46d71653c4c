"""The feed in the two forms that readers of feeds know: JSON Feed 1.1 and Atom (RFC 4287)."""

import json
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from app.public.service import Feed

JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_TITLE: Final = "What public bodies published with Makegood"
_NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_XML: Final = dict.fromkeys((*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)))


def as_json(feed: Feed, *, base: str, own: str, older: str | None, newer: str | None) -> bytes:
    """Return the feed as JSON Feed; `_makegood` holds what programs want, and the cursor of what comes next."""
    content: dict[str, Any] = {
        "version": JSON_FEED,
        "title": title_of(feed),
        "home_page_url": f"{base}/public",
        "feed_url": base + own,
        "language": "en-GB",
        "_makegood": {"newer": None if newer is None else base + newer},
        "items": [
            {
                "id": str(one.id),
                "url": base + one.address,
                "title": one.title,
                "content_text": one.said,
                "date_published": _instant(one.at),
                "tags": [one.kind],
                "_makegood": {"kind": one.kind, "reference": one.reference, "authority": one.authority.key},
            }
            for one in feed.entries
        ],
    }
    if older is not None:
        content["next_url"] = base + older
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def as_atom(feed: Feed, *, base: str, own: str, older: str | None, newer: str | None) -> bytes:
    """Return the feed as Atom."""
    links = [_link("self", base + own), _link("alternate", f"{base}/public")]
    links += [_link("next", base + older)] if older is not None else []
    links += [_link("previous", base + newer)] if newer is not None else []
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">',
        f"<id>{_text(base)}/public/feed.atom</id>",
        f"<title>{_text(title_of(feed))}</title>",
        f"<updated>{_instant(feed.changed_at or _NEVER)}</updated>",
        *links,
    ]
    for one in feed.entries:
        lines += [
            "<entry>",
            f"<id>urn:uuid:{one.id}</id>",
            f"<title>{_text(one.title)}</title>",
            f"<updated>{_instant(one.at)}</updated>",
            _link("alternate", base + one.address),
            f"<category term={quoteattr(one.kind)}/>",
            f"<author><name>{_text(one.authority.name)}</name></author>",
            f"<summary>{_text(one.said)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode()


def title_of(feed: Feed) -> str:
    """Return what the feed is called."""
    return _TITLE if feed.authority is None else f"What {feed.authority.name} published"


def _link(relation: str, address: str) -> str:
    return f'<link rel="{relation}" href={quoteattr(_clean(address))}/>'


def _text(value: str) -> str:
    return escape(_clean(value))


def _clean(value: str) -> str:
    """Return text without what XML cannot hold."""
    return value.translate(_NOT_XML)


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
