"""Whether the process lives and whether it can serve, for whoever watches it."""

from pydantic import Field

from app.kit.call import Call
from app.kit.endpoint import ANYBODY, Routes
from app.kit.errors import Refusal
from app.kit.schema import Moment, Out

routes = Routes("", "Health")
router = routes.router


class NotReady(Refusal):
    """The database does not answer, or is not of this version."""

    code, status, title = "not_ready", 503, "Not ready"


class HealthOut(Out):
    """The process lives."""

    status: str = Field(description="Always `ok`.")
    clock: str = Field(description="`system`, or what the process uses instead of the machine's clock.")
    now: Moment = Field(description="What time it is by that clock.")


@routes.get("/health", may=ANYBODY, anybody=True, out=HealthOut, summary="Is the process alive")
def health(call: Call) -> HealthOut:
    """Answer while the process lives."""
    return HealthOut(status="ok", clock=call.service.clock.kind, now=call.now)


@routes.get("/ready", may=ANYBODY, anybody=True, out=HealthOut, summary="Can it serve", refuses=(NotReady,))
def ready(call: Call) -> HealthOut:
    """Answer while the database answers and has been migrated to what this version needs."""
    if not call.service.database.is_current():
        raise NotReady("The database has not been migrated to this version. Run `makegood migrate`.")
    return HealthOut(status="ok", clock=call.service.clock.kind, now=call.now)
