"""Opens the authority's record to everybody before its tender is published, and says what can be read there since."""

from app.demo.narration import Narration
from app.demo.stage import Stage

REASON = "The board decided in March to keep its contracts where residents can read them."


def open_to_everybody(stage: Stage, say: Narration) -> None:
    """State what everybody may read, as the authority's administrator; nothing is public before."""
    body = {"tenders": True, "awards": True, "delivery": True, "reason": REASON}
    stage.administrator.do("/v1/publication", body)
    say.line(f"{stage.administrator.name} states that tenders, awards and delivery are public from today, at /public")


def say_what_is_public(stage: Stage, say: Narration) -> None:
    """Print the newest entries of the public feed, with their addresses."""
    feed = stage.administrator.http.get("/public/feed.json")
    entries = feed.raise_for_status().json()["items"]
    say.line(f"public, without a key: {len(entries)} entries in /public/feed; the newest:")
    for entry in entries[:3]:
        say.line(f"           {entry['title']}: {entry['url']}")
