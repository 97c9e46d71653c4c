"""HTTP of open data."""

from typing import Annotated, Any

from fastapi import Body

from app.identity.rules import BUYER
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.opendata import service
from app.opendata.errors import NothingToDraft, TooManyReleases
from app.opendata.schemas import ImportOut

routes = Routes("/v1/tenders", "Open data")
Notice = Annotated[
    Any,
    Body(
        description="A published notice: an OCDS 1.1 release, a release or record package, or a list of them, as Find "
        "a Tender, Contracts Finder, Public Contracts Scotland and Sell2Wales give it."
    ),
]


@routes.post(
    "/import",
    may=BUYER,
    out=ImportOut,
    summary="Import a published notice",
    refuses=(NothingToDraft, TooManyReleases),
)
def import_notice(call: Call, body: Notice) -> ImportOut:
    """Draft a tender from every release that describes one; what is not sound is reported, and all of it is kept.

    Criteria with sound weights become a draft rubric attached to the tender. All drafts are made together or none.
    """
    return service.import_notices(call.tx, call.actor, call.actor.organisation_id, body, now=call.now)
