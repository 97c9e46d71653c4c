"""The tender that the examples of the API description are taken from: small, whole, and told in plain words."""

import copy
from typing import Any

from tests.journeys.building import measure

Json = dict[str, Any]

AUTHORITY: Json = {
    "kind": "trust",
    "name": "Northfield Hospitals NHS Foundation Trust",
    "identifiers": [{"scheme": "GB-NHS", "value": "RZZ"}],
    "postcode": "LS1 3EX",
    "contact_email": "procurement@northfield.example",
}
SUPPLIERS: list[Json] = [
    {
        "kind": "business",
        "name": "Greenbank Grounds CIC",
        "identifiers": [{"scheme": "GB-COH", "value": "99000011"}],
        "postcode": "LS9 7TF",
        "contact_email": "bids@greenbank.example",
        "profile": {"staff": 38, "turnover": "1900000", "balance_sheet": "400000", "is_social_enterprise": True},
    },
    {
        "kind": "business",
        "name": "Ridgeway Integrated Services plc",
        "identifiers": [{"scheme": "GB-COH", "value": "99000012"}],
        "postcode": "B3 2DX",
        "profile": {"staff": 2300, "turnover": "96000000", "balance_sheet": "51000000"},
    },
    {
        "kind": "business",
        "name": "Tŷ Gwyrdd Cyf",
        "identifiers": [{"scheme": "GB-COH", "value": "99000013"}],
        "postcode": "CF10 3AT",
    },
]
PEOPLE: dict[str, list[str]] = {
    "Priya Raman": ["buyer"],
    "Amara Nwosu": ["evaluator"],
    "Tom Hesketh": ["evaluator"],
    "Leila Farouk": ["evaluator"],
    "Gareth Cole": ["commissioner"],
    "Ines Duarte": ["auditor"],
    "Noor Aziz": ["admin"],
}

BIDDERS = ("Rosa Lindqvist", "Martin Vale", "Elin Parry")

RUBRIC: Json = {
    "format": "makegood.rubric/1",
    "id": "grounds",
    "version": "1.0.0",
    "title": "Grounds maintenance",
    "summary": "Social value 60, price 40.",
    "source": "Northfield Hospitals, category plan for estates",
    "scales": {
        "marks-0-3": {
            "title": "Marks from 0 to 3",
            "levels": [
                {"mark": "0", "label": "Nothing", "descriptor": "Nothing relevant is offered."},
                {"mark": "1", "label": "Partly", "descriptor": "Relevant, and much of it is left open."},
                {"mark": "2", "label": "Well", "descriptor": "Can be relied on but for a few details."},
                {"mark": "3", "label": "Fully", "descriptor": "Complete, dated and certain."},
            ],
        }
    },
    "weights": "of_parent",
    "criteria": [
        {
            "id": "charter",
            "title": "Signed charter",
            "asks": "declaration",
            "method": {"type": "gate", "consequence": "excluded"},
            "question": "Have you signed the social value charter?",
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
                    "method": {"type": "scale", "scale": "marks-0-3"},
                    "question": "How will you cut carbon on this contract?",
                    "word_limit": "300",
                },
                {
                    "id": "local-spend",
                    "title": "Local spend",
                    "weight": "50",
                    "asks": "quantity",
                    "method": {"type": "target", "floor": "0", "target": "200000", "better": "higher", "beyond": "cap"},
                    "measure": measure("local-spend"),
                },
            ],
        },
        {
            "id": "price",
            "title": "Price",
            "weight": "40",
            "asks": "price",
            "method": {"type": "lowest_price", "zero_price": "refuse"},
        },
    ],
    "aggregation": {"method": "weighted_sum"},
    "rounding": {"places": "2", "mode": "half_up"},
    "tie_break": [{"by": "criterion", "criterion": "carbon-plan"}, {"by": "shared"}],
    "policies": {"withdrawn": "recompute"},
}

TENDER: Json = {
    "title": "Grounds maintenance of three hospitals",
    "description": "Grass, hedges, paths and winter gritting at three hospitals, for three years.",
    "regime": "procurement-act-2023",
    "value": "600000",
    "value_includes_vat": False,
    "starts_on": "2026-04-01",
    "ends_on": "2029-03-31",
    "cpv": ["77314000"],
    "places": ["E08000035"],
    "closes_at": "2026-01-30T12:00:00Z",
}

PLEDGE: Json = {
    "title": "Open days for local growers",
    "quantity": "12",
    "unit": "events",
    "words": "One a quarter, with the list of what we will buy next.",
}
WORDS: Json = {
    "title": "A named carbon lead on each site",
    "words": "One of the gardeners of each site, with two hours a week for it.",
}


def content(price: str, local_spend: str, carbon: str, *pledges: Json, charter: bool = True) -> Json:
    """Return the whole content of a bid."""
    return {
        "price": price,
        "answers": [
            {"criterion": "charter", "declared": charter},
            {"criterion": "carbon-plan", "response": carbon, "pledges": [copy.deepcopy(one) for one in pledges]},
            {"criterion": "local-spend", "quantity": local_spend},
        ],
    }


BIDS: list[Json] = [
    content("552000", "180000", "Battery mowers from month one; both vans electric by October 2026.", PLEDGE, WORDS),
    content("540000", "90000", "We will replace petrol tools as they wear out, and report fuel each quarter."),
    content("561000", "120000", "All green waste is composted on site, at no more than our £561,000."),
]
MARKS: list[tuple[str, str]] = [("3", "2"), ("2", "2")]
"""What the two evaluators gave each bid that stayed in."""
AGREED: list[str] = ["3", "2"]

NOTICE: Json = {
    "ocid": "ocds-b5fd17-example",
    "id": "example-1",
    "date": "2026-01-02T00:00:00Z",
    "tag": ["tender"],
    "buyer": {"id": "1", "name": "Northfield Hospitals NHS Foundation Trust"},
    "parties": [
        {
            "id": "1",
            "name": "Northfield Hospitals NHS Foundation Trust",
            "roles": ["buyer"],
            "identifier": {"scheme": "GB-NHS", "id": "RZZ"},
        }
    ],
    "tender": {
        "id": "t1",
        "title": "Window cleaning",
        "value": {"amount": 90000, "currency": "GBP"},
        "tenderPeriod": {"endDate": "2026-03-29T12:00:00+01:00"},
        "lots": [
            {
                "id": "1",
                "title": "All sites",
                "awardCriteria": {
                    "criteria": [
                        {"type": "quality", "name": "Social value", "description": "20%"},
                        {"type": "quality", "name": "Method", "description": "to be weighed by the panel"},
                        {"type": "price", "name": "Price", "description": "50"},
                    ]
                },
            }
        ],
    },
}
