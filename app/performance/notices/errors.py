"""Refusals about ratings that people sign."""

from datetime import date

from app.kit.errors import Refusal


class NothingToRate(Refusal):
    """Of what is not due, or not measured, nobody says how well it was kept."""

    code, status, title = "rating.nothing_due", 409, "There is nothing to rate"

    def __init__(self, title: str, as_at: date, why: str) -> None:
        """Name the commitment, the day and the reason."""
        super().__init__(
            f"On {as_at} {title!r} is {why.replace('_', ' ')}, so no rating of the law fits it. Ask for a later day, "
            "or leave it unrated."
        )


class RatingOfTheFuture(Refusal):
    """Nobody can sign how a day went that has not come."""

    code, status, title = "rating.in_the_future", 422, "The day has not come"

    def __init__(self, as_at: date, today: date) -> None:
        """Name both days."""
        super().__init__(f"{as_at} is after today, {today}. Sign a rating as at today or an earlier day.")


class RatingNeedsReason(Refusal):
    """A person may rate otherwise than the bands, and says why."""

    code, status, title = "rating.needs_reason", 422, "Say why"

    def __init__(self, why: str) -> None:
        """Say what it differs from."""
        super().__init__(f"{why} Send the reason, which the supplier will read.")


class RatingSigned(Refusal):
    """Two people signed at the same instant."""

    code, status, title = "rating.overtaken", 409, "Somebody else signed first"

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("Another rating for that day was signed at the same moment. Read it and decide anew.")
