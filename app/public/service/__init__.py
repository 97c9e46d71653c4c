"""What everybody may read: find it, show it, and hear of what happens; what the routes use is named here."""

from app.public.service import hearing
from app.public.service.delivery import contract, contracts
from app.public.service.feed import Feed, feed
from app.public.service.lists import authorities, awards, tenders
from app.public.service.networks import network, networks
from app.public.service.opendata import record_of, releases_of
from app.public.service.pages import authority, award, tender

hearing.begin()

__all__ = [
    "Feed",
    "authorities",
    "authority",
    "award",
    "awards",
    "contract",
    "contracts",
    "feed",
    "network",
    "networks",
    "record_of",
    "releases_of",
    "tender",
    "tenders",
]
