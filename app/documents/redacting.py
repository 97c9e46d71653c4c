"""Puts a visible mark in place of a passage that may not be told, and keeps what binds the passage that stood there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from app.documents.summary_content import Assessed, AssessmentSummary, Explained, Quote, Withheld
from scoring.digest import digest


class RedactionKind(StrEnum):
    """Why a passage is withheld."""

    COMMERCIAL = "commercially_sensitive"
    PERSONAL = "personal"
    OTHER = "other"


class HiddenFrom(StrEnum):
    """From whom a passage is withheld: the other bidders, or the bidder itself too."""

    OTHERS = "others"
    EVERYBODY = "everybody"


MARKS: Final[Mapping[RedactionKind, str]] = {
    RedactionKind.COMMERCIAL: "[withheld: commercially sensitive]",
    RedactionKind.PERSONAL: "[withheld: personal data]",
    RedactionKind.OTHER: "[withheld: another reason]",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A passage that is withheld, with the key under which its digest is told."""

    bid: str
    criterion: str
    text: str
    kind: RedactionKind
    reason: str
    hidden_from: HiddenFrom
    seal: str


def seal_of(passage: str, key: str) -> str:
    """Return the digest that binds a passage: without the key nobody can try out what stood there."""
    return digest({"key": key, "passage": passage})


def is_in(bidder: Assessed, criterion: str, text: str) -> bool:
    """Return whether a passage stands in what is said of a bid on a criterion, in a rationale or a quoted passage."""
    return any(
        text in told
        for score in bidder.scores
        if score.criterion == criterion
        for told in (score.reason or "", *(quote.text for quote in score.quotes))
    )


def redacted(summary: AssessmentSummary, passages: Iterable[Passage]) -> AssessmentSummary:
    """Return a summary without the passages that its recipient may not read, each replaced by its mark.

    A passage withheld from others stays in the bidder's own summary. One that the panel's words no longer hold is left
    out of the list too.
    """
    hidden = [one for one in passages if one.hidden_from is HiddenFrom.EVERYBODY or one.bid != summary.recipient]
    by_bid = {bidder.id: bidder for bidder in summary.bidders}
    used = [one for one in hidden if one.bid in by_bid and is_in(by_bid[one.bid], one.criterion, one.text)]
    if not used:
        return summary
    bidders = tuple(_without(bidder, [one for one in used if one.bid == bidder.id]) for bidder in summary.bidders)
    shown = {(bidder.id, score.criterion): _told(score) for bidder in bidders for score in bidder.scores}
    withheld = tuple(
        Withheld(
            bid=one.bid,
            criterion=one.criterion,
            kind=one.kind.value,
            reason=one.reason,
            mark=MARKS[one.kind],
            seal=one.seal,
        )
        for one in used
        if MARKS[one.kind] in shown[one.bid, one.criterion]
    )
    return replace(summary, bidders=bidders, withheld=withheld)


def _without(bidder: Assessed, passages: list[Passage]) -> Assessed:
    scores = tuple(
        _covered(score, [one for one in passages if one.criterion == score.criterion]) for score in bidder.scores
    )
    return replace(bidder, scores=scores)


def _covered(score: Explained, passages: list[Passage]) -> Explained:
    if not passages:
        return score
    quotes = tuple(_hidden(quote, passages) for quote in score.quotes)
    return replace(score, reason=score.reason and _masked(score.reason, passages), quotes=quotes)


def _hidden(quote: Quote, passages: Sequence[Passage]) -> Quote:
    masked = _masked(quote.text, passages)
    return quote if masked == quote.text else replace(quote, text=masked, digest=None)


def _masked(text: str, passages: Sequence[Passage]) -> str:
    """Return a text with marks for passages, all of them found before any is replaced: they may overlap one another."""
    found = ((start, start + len(one.text), MARKS[one.kind]) for one in passages for start in _places(text, one.text))
    pieces, end = [""], 0
    for start, stop, mark in sorted(found, key=lambda span: (span[0], -span[1])):
        if stop <= end:
            continue  # it lies inside another one, whose mark stands for both
        if start >= end:
            pieces += [text[end:start], mark]
        elif pieces[-1] != mark:
            pieces += [" ", mark]
        end = stop
    return "".join([*pieces, text[end:]])


def _places(text: str, passage: str) -> Iterator[int]:
    """Yield where a passage begins in a text, also where it begins inside itself."""
    start = text.find(passage)
    while start >= 0:
        yield start
        start = text.find(passage, start + 1)


def _told(score: Explained) -> str:
    return "\n".join((score.reason or "", *(quote.text for quote in score.quotes)))
