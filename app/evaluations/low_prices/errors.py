"""Refusals about questions on low prices."""

from collections.abc import Sequence
from datetime import datetime

from app.kit.clock import london_text
from app.kit.errors import Refusal


class PriceStillSealed(Refusal):
    """Nobody asks about a price that nobody has seen."""

    code, status, title = "low_price.sealed", 409, "The price is sealed"

    def __init__(self, supplier_name: str) -> None:
        """Name the bidder and the way on."""
        super().__init__(
            f"The price of {supplier_name} is sealed, or there is none. Two people open prices when quality is settled."
        )


class InquiryOpen(Refusal):
    """One question at a time."""

    code, status, title = "low_price.asked_already", 409, "Asked already"

    def __init__(self) -> None:
        """Say what comes first."""
        super().__init__(
            "The bidder was asked about its price, and that is not decided. Decide it before asking again."
        )


class AnswerByPassed(Refusal):
    """A bidder is given time."""

    code, status, title = "low_price.no_time_to_answer", 409, "No time to answer"

    def __init__(self) -> None:
        """Say what to send."""
        super().__init__("answer_by is not in the future. Give the bidder time to explain its price.")


class AnsweredAlready(Refusal):
    """A bidder answers once, and before it is decided."""

    code, status, title = "low_price.answered_already", 409, "Answered already"

    def __init__(self) -> None:
        """Say who could ask anew."""
        super().__init__("This was answered or decided already, and what was said stands. The authority may ask anew.")


class NotHeardYet(Refusal):
    """Nobody is decided about unheard while there is time to answer."""

    code, status, title = "low_price.not_heard", 409, "Hear the bidder first"

    def __init__(self, answer_by: datetime) -> None:
        """Say until when to wait."""
        super().__init__(f"The bidder has not answered and may until {london_text(answer_by)}. Decide after that.")


class DecidedAlready(Refusal):
    """A decision stands."""

    code, status, title = "low_price.decided_already", 409, "Decided already"

    def __init__(self) -> None:
        """Say the way out."""
        super().__init__(
            "This was decided already, and the decision stands. Ask the bidder anew if there is more to ask."
        )


class LowPriceOpen(Refusal):
    """No result is computed while a bidder is being asked about its price."""

    code, status, title = "result.low_price_undecided", 409, "A price is being asked about"

    def __init__(self, lot: str, names: Sequence[str]) -> None:
        """Name the lot and everybody about whom nothing is decided."""
        super().__init__(
            f"Lot {lot} cannot be computed: it is not decided what comes of the price of {', '.join(names)}. "
            "Decide it first: POST /v1/low-price-inquiries/.../decide.",
            waiting_for=list(names),
        )
