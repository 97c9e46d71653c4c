"""Refusals about documents."""

from datetime import date

from app.kit.errors import Invalid, Refusal


class DocumentUnchanged(Refusal):
    """The document issued last says all of it already."""

    code, status, title = "document.unchanged", 409, "Nothing new to issue"

    def __init__(self, reference: str, document_id: object) -> None:
        """Say where the one that stands is."""
        super().__init__(f"Document {reference} already says all this. Read it at /v1/documents/{document_id}.")


class DocumentNotRendered(Refusal):
    """The PDF is being made."""

    code, status, title = "document.not_rendered", 409, "Not ready yet"

    def __init__(self, reference: str) -> None:
        """Say that waiting helps."""
        super().__init__(f"The PDF of {reference} is being made. Ask again in a second or two.")
        self.headers = {"Retry-After": "2"}


class AwardNotStanding(Refusal):
    """A void award gets no summary."""

    code, status, title = "document.award_void", 409, "The award is void"

    def __init__(self, reference: str) -> None:
        """Say what to do."""
        super().__init__(f"Award {reference} was made void. Issue the summary of the award that took its place.")


class ContractNotBegun(Refusal):
    """There is nothing to report on a contract that never went live."""

    code, status, title = "document.contract_not_live", 409, "Not live"

    def __init__(self, reference: str) -> None:
        """Say what to do."""
        super().__init__(f"Contract {reference} has not gone live, so there is no performance to report yet.")


class DayAhead(Invalid):
    """A report looks back; what is not known yet would read as missing."""

    code, status, title = "document.day_ahead", 422, "The day is still to come"

    def __init__(self, day: date, today: date) -> None:
        """Name both days."""
        super().__init__(
            f"A report looks back, and {day} is still to come: in London it is {today}. Ask for a day up to today.",
            [{"place": "body.as_at", "message": f"is after {today}", "value": day.isoformat()}],
        )
