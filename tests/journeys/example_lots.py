"""A preference among lots, stated and read, and what is refused about it."""

from tests.journeys import building
from tests.journeys.example_cast import refused
from tests.world import START, World

_LOTS = [{"code": "1", "title": "North"}, {"code": "2", "title": "South"}]


def meet_them(world: World) -> None:
    """Play a bidder who says which lot it would rather have, and the ways in which that is refused."""
    world.clock.at = START
    team = building.authority(world)
    limit = {"most": 1, "mechanism": "bidder_preference", "words": "No supplier wins more than one lot."}
    tender = building.published_tender(team, lots=_LOTS, evaluation={"lot_limit": limit})
    path, supplier = f"/v1/tenders/{tender['id']}/lot-preference", world.supplier()
    refused(supplier, "lot_preference.no_bid", path, {"lots": ["2", "1"]})
    building.drafted_bid(supplier, tender)
    refused(supplier, "lot_preference.unfit", path, {"lots": ["2", "3", "2"]})
    supplier.make(path, {"lots": ["2", "1"]})
    supplier.read(path)
    other = building.published_tender(team, lots=_LOTS, evaluation={"lot_limit": limit | {"mechanism": "lot_order"}})
    refused(supplier, "lot_preference.not_asked", f"/v1/tenders/{other['id']}/lot-preference", {"lots": ["2", "1"]})
