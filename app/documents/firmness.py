"""Works out how firm a result is from the result itself, alike when an award summary is made and when it is checked."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from app.documents.award_content import Promise
from app.documents.award_more_content import Firmness
from scoring.certificate import certificate_of
from scoring.findings import Findings
from scoring.panel_spread import PanelMarks
from scoring.reread import reread
from scoring.robustness import acceptability
from scoring.stakes import Pledge, stakes_of

SEED_DIGITS = 8
"""How many digits of a result's digest seed its simulation: nobody chooses the seed, and everybody can repeat it."""


class NotCertified(RuntimeError):
    """A stored result cannot be scored again by this version: a fault of the service, not of the request."""


def firmness_of(
    result: Mapping[str, Any],
    lot: str,
    *,
    winner: str,
    promises: Sequence[Promise],
    marks: PanelMarks,
    uncertainty: str | None,
) -> Firmness:
    """Return how firm the result of a lot is, each part as the scoring library writes it."""
    certificate = certificate_of(result, lot, marks or None, weight_uncertainty_percent=uncertainty)
    pledges = [
        Pledge(winner, one.criterion, id=str(place), title=one.measure)
        for place, one in enumerate(promises, start=1)
        if one.criterion is not None
    ]
    stakes = stakes_of(result, lot, pledges)
    if isinstance(certificate, Findings) or isinstance(stakes, Findings):
        raise NotCertified(str(certificate if isinstance(certificate, Findings) else stakes))
    by_chance = None if uncertainty is None else by_chance_of(result, lot, uncertainty)
    return Firmness(certificate=certificate, stakes=stakes.to_mapping(), acceptability=by_chance)


def by_chance_of(result: Mapping[str, Any], lot: str, uncertainty: str) -> dict[str, Any] | None:
    """Return how often each bid came first under weights drawn by chance, seeded by the digest of the result.

    None where no weight could move anything, or the published uncertainty is nought.
    """
    again, percent = reread(result), Fraction(uncertainty)
    if isinstance(again, Findings) or percent <= 0:
        return None
    scores = again.result.lot(lot).scores
    seed = int(str(result["digests"]["result"]).removeprefix("sha256:")[:SEED_DIGITS], 16)
    found = acceptability(again.rubric, scores, seed=seed, percent=percent)
    return None if isinstance(found, Findings) else found.to_mapping()
