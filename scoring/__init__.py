"""Exact, explainable scoring of tenders: a rubric and bids in, either every finding or a result anybody can recompute.

    from scoring import Findings, evaluate

    result = evaluate(rubric, bids)          # two plain mappings, every number a quoted decimal
    if isinstance(result, Findings):
        print(result)                        # everything that is wrong, each with its place and way out
    else:
        document = result.to_mapping()       # ranking, points, trace, win margin, digests

The library is pure: it reads no clock, no file and no network, and it holds no float. A mark, a weight, a price and a
quantity are exact fractions from the document to the ranking; a number is rounded once, for display, by the rule that
the rubric declares. `python -m scoring` does the same for files.

The formats "makegood.rubric/1", "makegood.bids/1" and "makegood.result/1" are what `parse_rubric`, `parse_bids` and
`Result.to_mapping` read and write. `scoring.resolve` turns a published pack into a rubric that stands alone,
`scoring.delivery` says what is due of a pledge by a date and how delivery rates, `scoring.digest` gives the canonical
form of a document.

More can be asked of a result, each answer a document of its own with the digest of the result in it: what single
change would make another bid the winner (`scoring.certificate`), what rested on each pledge (`scoring.stakes`), and
what changed since an earlier result (`scoring.changes`). `scoring.lots` shares out lots where a supplier may win only
so many, `scoring.design` looks at a rubric before it is published, and `scoring.evidence` proves what was delivered
from lines of evidence.
"""

from scoring.bids import Bids
from scoring.evaluation import evaluate, evaluate_parsed
from scoring.findings import Finding, Findings
from scoring.parse import parse_bids, parse_rubric
from scoring.result import ENGINE, LotResult, Result
from scoring.rubric import Rubric
from scoring.verify import Verification, verify

__all__ = [
    "ENGINE",
    "Bids",
    "Finding",
    "Findings",
    "LotResult",
    "Result",
    "Rubric",
    "Verification",
    "evaluate",
    "evaluate_parsed",
    "parse_bids",
    "parse_rubric",
    "verify",
]
