"""Measures exact scoring, without a trace, with a full one and end to end, against a peer and against plain Decimal."""

import hashlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from bench import plain_decimal, scikit_criteria, tendering
from bench.measuring import MILLISECONDS, Line, in_turn, milliseconds
from scoring import Bids, Findings, Result, Rubric, evaluate, evaluate_parsed, parse_bids, parse_rubric
from scoring.account import account
from scoring.digest import canonical_bytes, read_strictly

TITLE = "exact scoring of bids × 12 criteria: bands with thresholds, shares of the best, lowest price, targets"
SIZES = (20, 1_000)
MOST_ROUNDS_OF_FILES = 3
AIM = 1.0
"""With a full trace at least as fast as the peer is without one (4.6 ms for 20 bids when the aim was set)."""

PEER, DECIMAL, WRITING = "scikit-criteria, no trace", "plain Decimal, no trace", "plain Decimal, ranks only"


FLOAT_ERROR = 1e-9


class Differs(AssertionError):
    """The two sides did not compute the same; nothing is timed then."""


def run(rounds: int) -> Iterator[Line]:
    """Assert parity on every size, then measure."""
    for size in SIZES:
        yield from _of_size(size, rounds)


def _of_size(size: int, rounds: int) -> Iterator[Line]:
    rubric, bids = parsed(size)
    check_parity(size)
    plain = plain_decimal.read(tendering.bids(size))
    aim = AIM if size == SIZES[0] else None
    ours: list[tuple[str, Callable[[], object], float | None]] = [
        (f"{size:,} bids, no trace", lambda: scored(rubric, bids, trace=False), None),
        (f"{size:,} bids, trace kept", lambda: scored(rubric, bids, trace=True), aim),
        (f"{size:,} bids, trace in words", lambda: accounts(rubric, bids), aim),
    ]
    rivals: list[tuple[str, Callable[[], object] | None]] = [(DECIMAL, lambda: plain_decimal.ranking(plain))]
    rivals.append((PEER, scikit_criteria.prepare(tendering.bids(size))[0] if scikit_criteria.installed() else None))
    sides = [work for _, work, _ in ours] + [work for _, work in rivals if work is not None]
    values = in_turn([milliseconds(work) for work in sides], rounds)
    for place, (name, _, aim) in enumerate(ours):
        for number, (rival, work) in enumerate(rivals):
            theirs = values[len(ours) + number] if work is not None else ()
            missing = "" if work is not None else scikit_criteria.MISSING
            yield Line(
                name, rival, MILLISECONDS, values[place], theirs, aim if rival == PEER else None, missing=missing
            )
    yield _end_to_end(size, rounds)


def _end_to_end(size: int, rounds: int) -> Line:
    """Measure files in, the result document out: read, check, score, explain, margin, canonical JSON, digests."""
    rubric_file, bids_file = canonical_bytes(tendering.rubric()), canonical_bytes(tendering.bids(size))
    ours, theirs = in_turn(
        [
            milliseconds(lambda: result_file(rubric_file, bids_file)),
            milliseconds(lambda: plain_decimal.document(bids_file)),
        ],
        min(rounds, MOST_ROUNDS_OF_FILES),
    )
    kilobytes = len(result_file(rubric_file, bids_file)) // 1000
    return Line(f"{size:,} bids, file to file", WRITING, MILLISECONDS, ours, theirs, note=f"{kilobytes:,} kB written")


def parsed(size: int) -> tuple[Rubric, Bids]:
    """Return the tender of `size` bids, parsed."""
    rubric = parse_rubric(tendering.rubric())
    assert isinstance(rubric, Rubric), rubric
    bids = parse_bids(tendering.bids(size), rubric)
    assert isinstance(bids, Bids), bids
    return rubric, bids


def scored(rubric: Rubric, bids: Bids, *, trace: bool) -> Result:
    """Return the result: points, totals and ranks, exact."""
    result = evaluate_parsed(rubric, bids, trace=trace, margin=False)
    assert isinstance(result, Result), result
    return result


def accounts(rubric: Rubric, bids: Bids) -> list[Any]:
    """Return every ranked bid's account down to its answers: each number with inputs, rule and source, in words."""
    result = scored(rubric, bids, trace=True)
    return [account(score, rubric) for score in result.lots[0].scores.ranked]


def result_file(rubric_file: bytes, bids_file: bytes) -> bytes:
    """Return the result document in canonical form, made from two files as `python -m scoring evaluate` makes it."""
    rubric, bids = read_strictly(rubric_file), read_strictly(bids_file)
    assert not isinstance(rubric, Findings)
    assert not isinstance(bids, Findings)
    result = evaluate(rubric, bids)
    assert isinstance(result, Result), result
    written = canonical_bytes(result.to_mapping())
    assert hashlib.sha256(written).digest()
    return written


def check_parity(size: int) -> None:
    """Raise Differs unless every exact variant gives the same totals and ranks, and the peer the same in floats."""
    rubric, bids = parsed(size)
    lot = scored(rubric, bids, trace=False).lots[0].scores
    with_trace = scored(rubric, bids, trace=True).lots[0].scores
    ours = [
        (score.bid.id, place.rank, place.joint, rubric.rounding.shown(score.figure))
        for place, score in zip(lot.places, lot.ranked, strict=True)
    ]
    theirs = [
        (one.bid, one.rank, one.joint, one.total)
        for one in plain_decimal.ranking(plain_decimal.read(tendering.bids(size)))
    ]
    if ours != theirs:
        raise Differs(f"plain Decimal and we differ: {sorted(set(ours) ^ set(theirs))[:4]}")
    figures = {score.bid.id: score.figure for score in lot.ranked}
    if with_trace.places != lot.places or {one.bid.id: one.figure for one in with_trace.ranked} != figures:
        raise Differs("keeping the trace changes the result")
    if scikit_criteria.installed():
        _check_peer(size, figures)


def _check_peer(size: int, ours: dict[str, Fraction]) -> None:
    evaluate_peer, read = scikit_criteria.prepare(tendering.bids(size))
    peer = read(evaluate_peer())
    if peer.keys() != ours.keys():
        raise Differs("scikit-criteria ranks other bids than we do")
    for bid, figure in ours.items():
        if abs(peer[bid][1] - float(figure)) > FLOAT_ERROR:
            raise Differs(f"scikit-criteria gives {bid} {peer[bid][1]}, we give {float(figure)}")
