"""Refusals about performance."""

from app.kit.errors import Refusal


class NotInForce(Refusal):
    """A contract that never went live has nothing to perform."""

    code, status, title = "performance.not_in_force", 409, "The contract did not go live"

    def __init__(self, reference: str, now_is: str) -> None:
        """Name the contract and where it stands."""
        super().__init__(f"{reference} is {now_is}, so nothing has been due under it. Ask again once it is live.")


class NotBinding(Refusal):
    """A promise that was waived, or never carried over, is held against nobody."""

    code, status, title = "performance.not_binding", 409, "The commitment does not bind"

    def __init__(self, title: str, now_is: str) -> None:
        """Name the commitment and where it stands."""
        super().__init__(f"{title!r} is {now_is}, so it is not rated. Its reasons stand with the contract.")
