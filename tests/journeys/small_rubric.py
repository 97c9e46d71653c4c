"""The small rubric that most tests are played under: a gate, two marked questions, a pledged quantity and a price."""

import copy
from typing import Any

from app.rubrics import packs

_LEVELS = [
    {"mark": "0", "label": "Unacceptable", "descriptor": "Nothing relevant is offered."},
    {"mark": "1", "label": "Poor", "descriptor": "Partly relevant, with little detail."},
    {"mark": "2", "label": "Acceptable", "descriptor": "Relevant, and short of detail in places."},
    {"mark": "3", "label": "Good", "descriptor": "Relevant, with enough detail to rely on."},
    {"mark": "4", "label": "Excellent", "descriptor": "Complete, detailed and certain."},
]


def measure(measure_id: str) -> dict[str, Any]:
    """Return a measure of the library, as it stands in a rubric."""
    found: dict[str, Any] = next(one for one in packs.measures()["measures"] if one["id"] == measure_id)
    return copy.deepcopy(found)


def rubric_document() -> dict[str, Any]:
    """Return a small rubric: a gate, two marked questions, a pledged quantity and a price."""
    return {
        "format": "makegood.rubric/1",
        "id": "small",
        "version": "1.0.0",
        "title": "A small rubric",
        "summary": "Social value 60, price 40.",
        "source": "Written for tests.",
        "scales": {"marks-0-4": {"title": "Marks from 0 to 4", "levels": copy.deepcopy(_LEVELS)}},
        "weights": "of_parent",
        "criteria": [
            {
                "id": "charter",
                "title": "Signed charter",
                "asks": "declaration",
                "method": {"type": "gate", "consequence": "excluded"},
                "question": "Have you signed the charter?",
                "source": "Written for tests.",
            },
            {
                "id": "social-value",
                "title": "Social value",
                "weight": "60",
                "criteria": [
                    {
                        "id": "carbon-plan",
                        "title": "Carbon plan",
                        "weight": "50",
                        "asks": "words",
                        "method": {"type": "scale", "scale": "marks-0-4"},
                        "question": "How will you cut carbon on this contract?",
                        "guidance": "Look for dates and figures.",
                        "word_limit": "300",
                        "source": "Written for tests.",
                    },
                    {
                        "id": "local-jobs",
                        "title": "Local jobs",
                        "weight": "20",
                        "asks": "words",
                        "method": {"type": "scale", "scale": "marks-0-4"},
                        "minimum": {"mark": "1", "consequence": "excluded"},
                        "question": "How will you bring people into work?",
                        "source": "Written for tests.",
                    },
                    {
                        "id": "local-spend",
                        "title": "Local spend",
                        "weight": "30",
                        "asks": "quantity",
                        "method": {
                            "type": "target",
                            "floor": "0",
                            "target": "100000",
                            "better": "higher",
                            "beyond": "cap",
                        },
                        "measure": measure("local-spend"),
                        "question": "How much will you spend locally?",
                        "source": "Written for tests.",
                    },
                ],
            },
            {
                "id": "price",
                "title": "Price",
                "weight": "40",
                "asks": "price",
                "method": {"type": "lowest_price", "zero_price": "refuse"},
                "source": "Written for tests.",
            },
        ],
        "aggregation": {"method": "weighted_sum"},
        "rounding": {"places": "2", "mode": "half_up"},
        "tie_break": [{"by": "criterion", "criterion": "carbon-plan"}, {"by": "shared"}],
        "policies": {"withdrawn": "recompute"},
    }
