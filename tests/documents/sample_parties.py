"""The organisations of the sample tender, all invented."""

from app.documents.content import Identifier, Party

TRUST = Party(
    name="Estuary Vale University Hospitals NHS Foundation Trust",
    kind="NHS foundation trust",
    identifiers=(Identifier(scheme="ODS", value="RZ9"),),
    address="Trust Headquarters, Quayside Road, Estuary Vale EV1 4QA",
    email="procurement@estuaryvale.example",
)

SUPPLIERS = {
    "harbour": Party(
        name="Harbour Guarding CIC",
        kind="community interest company, small enterprise",
        identifiers=(Identifier(scheme="Companies House", value="09990001"),),
        address="4 Slipway Yard, Estuary Vale EV2 7RT",
        email="bids@harbourguarding.example",
    ),
    "sentinel": Party(
        name="Sentinel Facilities Group plc",
        kind="public limited company, large enterprise",
        identifiers=(Identifier(scheme="Companies House", value="09990002"),),
        address="1 Meridian Plaza, London EC9 1ZZ",
        email="publicsector@sentinelfg.example",
    ),
    "twyn": Party(
        name="Gwarchodwyr Tŷ'r Ŵyl Cyf",
        kind="private company, medium enterprise",
        identifiers=(Identifier(scheme="Companies House", value="09990003"),),
        address="Uned 3, Heol y Bont, Caerdydd CF99 8YŴ",
        email="tendrau@tyrwyl.example",
    ),
    "oneill": Party(
        name="O'Neill & Daughters Security Ltd",
        kind="private company, small enterprise",
        identifiers=(Identifier(scheme="Companies House", value="09990004"),),
        address="The Old Bakery, Mill Lane, Estuary Vale EV3 2PL",
        email="office@oneillsecurity.example",
    ),
    "northgate": Party(
        name="Northgate Protective Services LLP",
        kind="limited liability partnership, medium enterprise",
        identifiers=(Identifier(scheme="Companies House", value="OC999005"),),
        address="Northgate House, Station Parade, Wexcombe WX4 4NB",
        email="bid.team@northgateps.example",
    ),
}
