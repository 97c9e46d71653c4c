"""HTTP of what an authority publishes: state it, and read every statement."""

from app.identity.rules import ADMIN, AUTHORITY_READERS
from app.kit.call import Call
from app.kit.endpoint import Routes
from app.public.publication import service
from app.public.publication.errors import PublicationOvertaken, PublicationUnchanged, PublisherNotAuthority
from app.public.publication.schemas import PublicationsOut, PublicationState

routes = Routes("/v1/publication", "Publication")


@routes.get("", may=AUTHORITY_READERS | ADMIN, out=PublicationsOut, summary="Read what your authority publishes")
def read_publication(call: Call) -> PublicationsOut:
    """Return what everybody may read of your authority at /public, and every statement of it, the newest first."""
    return service.read(call.tx, call.actor)


@routes.post(
    "",
    may=ADMIN,
    out=PublicationsOut,
    summary="State what your authority publishes",
    refuses=(PublisherNotAuthority, PublicationUnchanged, PublicationOvertaken),
)
def state_publication(call: Call, body: PublicationState) -> PublicationsOut:
    """Say what everybody may read of your authority without an account: tenders, awards, delivery, sums of networks.

    Nothing is public before somebody says so here. What is left out or false is taken back at once.
    """
    return service.state(call, body)
