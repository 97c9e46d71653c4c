"""Who is asking: the one value that every use case receives beside its input."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, acting for one organisation with the roles held there; `key_id` is what they came with."""

    person_id: UUID
    organisation_id: UUID
    name: str
    organisation_name: str
    organisation_kind: str
    roles: frozenset[str]
    key_id: UUID | None = None

    def has(self, *roles: str) -> bool:
        """Return whether the actor holds at least one of `roles`."""
        return not self.roles.isdisjoint(roles)
