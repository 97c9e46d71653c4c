"""Refusals about drafts of notices."""

from app.kit.errors import Refusal


class NoticeOfAnotherRegime(Refusal):
    """The law that this notice comes from does not govern the tender."""

    code, status, title = "notice.other_regime", 409, "Not a notice of this regime"

    def __init__(self, title: str, regime: str | None) -> None:
        """Name the notice and the regime."""
        said = "names no regime" if regime is None else f"is run under {regime}"
        super().__init__(
            f"The tender {said}, and the {title.lower()} is one of the Procurement Act 2023. See what the regime wants "
            "at /v1/regimes."
        )


class NothingToNotify(Refusal):
    """What the notice would tell has not happened."""

    code, status, title = "notice.nothing_to_notify", 409, "Nothing to draft a notice of"

    def __init__(self, title: str, reference: str, status: str, needs: str) -> None:
        """Name the notice, what it is of, where that stands, and where it would have to."""
        super().__init__(f"{reference} is {status}, and the {title.lower()} is drafted of {needs}.")
