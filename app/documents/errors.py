"""Refusals about documents."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.documents.wording import plural
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

    def __init__(self, reference: str, failure: str | None = None) -> None:
        """Say that waiting helps; `failure` is why the last try failed, if one has."""
        if failure is None:
            super().__init__(f"The PDF of {reference} is being made. Ask again in a second or two.")
        else:
            super().__init__(
                f"The PDF of {reference} could not be made yet: {failure}. It is tried again by itself, some times; "
                f"if it stays so, send this to whoever runs the service, and read the page or the JSON meanwhile."
            )
        self.headers = {"Retry-After": "2" if failure is None else "60"}


class SummariesIncomplete(Refusal):
    """Something that the law wants in an assessment summary is missing."""

    code, status, title = "summaries.incomplete", 409, "Something is missing"

    def __init__(self, reference: str, findings: Sequence[Mapping[str, Any]]) -> None:
        """List every element that is missing, with the way out."""
        first = findings[0]
        super().__init__(
            f"The summaries of award {reference} cannot be issued: {plural(len(findings), 'finding')}. The first is: "
            f"{first['message']} {first['way_out']}",
            findings=[dict(one) for one in findings],
        )


class WarningsNotAcknowledged(Refusal):
    """Nobody has said why the summaries go out as they are."""

    code, status, title = "summaries.warnings", 409, "There are warnings"

    def __init__(self, reference: str, findings: Sequence[Mapping[str, Any]], digest: str) -> None:
        """List the warnings and say how to acknowledge them."""
        count = "is 1 warning" if len(findings) == 1 else f"are {len(findings)} warnings"
        super().__init__(
            f"There {count} on the summaries of award {reference}. Mend what is said there, or issue "
            f'with "acknowledge": {{"warnings": "{digest}", "reason": "..."}} to say why not.',
            findings=[dict(one) for one in findings],
            warnings_digest=digest,
        )


class WarningsChanged(Refusal):
    """Other warnings were acknowledged than there are."""

    code, status, title = "summaries.warnings_changed", 409, "The warnings are others by now"

    def __init__(self, digest: str) -> None:
        """Say which ones there are."""
        super().__init__(
            f"The warnings that you acknowledged are not those that there are now, whose digest is {digest}. Read them "
            f"at GET /v1/awards/{{award_id}}/summaries/check and acknowledge those.",
            warnings_digest=digest,
        )


class ReissueNeedsReason(Refusal):
    """What was sent is not silently replaced."""

    code, status, title = "summaries.reason_needed", 409, "Say why they are issued again"

    def __init__(self, reference: str) -> None:
        """Say what to send."""
        super().__init__(
            f"Summaries of award {reference} were issued before. Send `reason`: every bidder reads why its summary "
            "replaces the one before."
        )


class SummariesUnchanged(Refusal):
    """The summaries issued last say all of it already."""

    code, status, title = "summaries.unchanged", 409, "Nothing new to issue"

    def __init__(self, reference: str) -> None:
        """Say that all of them stand."""
        super().__init__(
            f"Every summary of award {reference} was issued and says all this already. There is nothing to issue."
        )


class PassageNotFound(Refusal):
    """What is to be withheld is not said."""

    code, status, title = "redaction.not_found", 409, "No such passage"

    def __init__(self, criterion: str, supplier: str) -> None:
        """Say where it was looked for."""
        super().__init__(
            f"What is told of {supplier} on {criterion!r} holds no such passage, neither the agreed rationale nor a "
            "passage quoted there. Copy it exactly from the summary as the check shows it."
        )


class PassageMarked(Refusal):
    """A mark of something withheld cannot be withheld itself."""

    code, status, title = "redaction.of_a_mark", 409, "Not a passage"

    def __init__(self) -> None:
        """Say what a passage may not hold."""
        super().__init__("A passage cannot hold “[withheld:”: that is how a withheld passage is marked.")


class PassageWithheld(Refusal):
    """The passage is withheld already."""

    code, status, title = "redaction.made_already", 409, "Withheld already"

    def __init__(self, redaction_id: object) -> None:
        """Say which one it is."""
        super().__init__(f"This passage is withheld already, by redaction {redaction_id}. Lift that one to change it.")


class RedactionLifted(Refusal):
    """It was lifted before."""

    code, status, title = "redaction.lifted", 409, "Lifted already"

    def __init__(self) -> None:
        """Say what follows."""
        super().__init__("This redaction was lifted before. Issue the summaries again for bidders to read the passage.")


class AwardNotStanding(Refusal):
    """A void award gets no summary."""

    code, status, title = "document.award_void", 409, "The award is void"

    def __init__(self, reference: str) -> None:
        """Say what to do."""
        super().__init__(f"Award {reference} was made void. Issue the summary of the award that took its place.")


class DocumentOvertaken(Refusal):
    """Somebody else issued about the same at the same moment."""

    code, status, title = "document.overtaken", 409, "Somebody issued at the same moment"

    def __init__(self) -> None:
        """Say that asking again helps."""
        super().__init__("Somebody issued a document about the same at the same moment. Ask again.")


class LettersUnchanged(Refusal):
    """The letters issued last say all of it already."""

    code, status, title = "letters.unchanged", 409, "Nothing new to issue"

    def __init__(self, reference: str) -> None:
        """Say that all of them stand."""
        super().__init__(
            f"Every bidder of award {reference} has a letter that says all this already. There is nothing to issue."
        )


class NothingDelivered(Refusal):
    """There is no contract to state anything of."""

    code, status, title = "statement.no_contract", 409, "No contract"

    def __init__(self) -> None:
        """Say what a statement is of."""
        super().__init__("A statement is of contracts that went live, and your organisation supplies under none here.")


class TooManyContracts(Refusal):
    """More contracts than one file is made of."""

    code, status, title = "statement.too_long", 409, "Too many contracts for one statement"

    def __init__(self, most: int) -> None:
        """Say how many one may be of."""
        super().__init__(
            f"One statement is of {most} contracts at most, and your organisation has more. Name in `contracts` those "
            "that it is to be of, and issue several."
        )


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


class ColourTooPale(Refusal):
    """A colour that text could not be read in."""

    code, status, title = "brand.colour_too_pale", 422, "This colour is too pale"

    def __init__(self, colour: str, tenths: int, nearest: str) -> None:
        """Say its contrast, in tenths, and the nearest shade that can be read."""
        said = f"{colour} has a contrast of {tenths // 10}.{tenths % 10} to 1 with white; text needs 4.5 to 1"
        super().__init__(
            f"{said} (WCAG 2.2, 1.4.3). The nearest shade of it that can be read is {nearest}.",
            findings=[{"place": "colour", "message": f"use {nearest} or a darker colour", "value": colour}],
        )


class LogoRefused(Refusal):
    """An image that cannot be a logo."""

    code, status, title = "brand.logo_refused", 422, "This image cannot be a logo"

    def __init__(self, why: str) -> None:
        """Say why, with the place in it."""
        super().__init__(why, findings=[{"place": "logo.data", "message": why, "value": None}])


class BrandUnchanged(Refusal):
    """Documents look like this already."""

    code, status, title = "brand.unchanged", 409, "Nothing changes"

    def __init__(self, revision: int) -> None:
        """Name the revision that stands."""
        super().__init__(f"Documents look like this already: it is revision {revision}.")
