"""The rubric, the bids and the agreed reasons of the sample tender, as the scoring library takes them."""

from typing import Any

SCALE: dict[str, Any] = {
    "title": "Marks from 0 to 4",
    "levels": [
        {
            "mark": "0",
            "label": "Unacceptable",
            "descriptor": "No answer, or an answer that does not address the question.",
        },
        {"mark": "1", "label": "Weak", "descriptor": "Addresses the question in part; major gaps or no evidence."},
        {
            "mark": "2",
            "label": "Adequate",
            "descriptor": "Addresses most of the question with some evidence; some gaps.",
        },
        {
            "mark": "3",
            "label": "Good",
            "descriptor": "Addresses all of the question with relevant evidence; minor gaps.",
        },
        {
            "mark": "4",
            "label": "Excellent",
            "descriptor": "Addresses all of the question with measurable actions, owners, dates and evidence.",
        },
    ],
}

RUBRIC: dict[str, Any] = {
    "format": "makegood.rubric/1",
    "id": "local-wage-carbon-t-2026-0042",
    "version": "1.0.0",
    "title": "Local spend, living wage and carbon, adapted for T-2026-0042",
    "summary": "Price, quality and social value for guarding services.",
    "source": "Adapted from the pack local-wage-carbon 1.0.0.",
    "scales": {"marks-0-4": SCALE},
    "weights": "of_parent",
    "criteria": [
        {
            "id": "charter",
            "title": "Signed social value charter",
            "asks": "declaration",
            "question": "Do you accept the trust's social value charter as a term of the contract?",
            "method": {"type": "gate", "consequence": "excluded"},
        },
        {
            "id": "carbon-plan",
            "title": "Published carbon reduction plan",
            "asks": "declaration",
            "question": "Is a carbon reduction plan signed within the last 12 months published on your website?",
            "method": {"type": "gate", "consequence": "excluded"},
        },
        {
            "id": "price",
            "title": "Price",
            "weight": "40",
            "asks": "price",
            "question": "The price for the whole initial term of three years, in pounds, excluding VAT.",
            "method": {"type": "lowest_price", "zero_price": "refuse"},
        },
        {
            "id": "quality",
            "title": "Quality",
            "weight": "35",
            "criteria": [
                {
                    "id": "mobilisation",
                    "title": "Mobilisation and transfer of staff",
                    "weight": "60",
                    "asks": "words",
                    "question": "How will you take over the three sites without a gap in cover?",
                    "method": {"type": "scale", "scale": "marks-0-4"},
                    "minimum": {"mark": "2", "consequence": "excluded"},
                },
                {
                    "id": "conduct",
                    "title": "Training and conduct on wards",
                    "weight": "40",
                    "asks": "words",
                    "question": "How will officers be trained to work with patients who are confused or distressed?",
                    "method": {"type": "scale", "scale": "marks-0-4"},
                },
            ],
        },
        {
            "id": "social-value",
            "title": "Social value",
            "weight": "25",
            "criteria": [
                {
                    "id": "local-spend",
                    "title": "Local spend",
                    "weight": "30",
                    "asks": "quantity",
                    "question": "What percentage of contract spend will go to suppliers inside the area?",
                    "measure": {
                        "id": "local-spend",
                        "title": "Contract spend inside the area",
                        "unit": "% of spend",
                        "adds_up": "percentage",
                    },
                    "method": {"type": "target", "floor": "20", "target": "70", "better": "higher", "beyond": "cap"},
                },
                {
                    "id": "living-wage",
                    "title": "Real Living Wage",
                    "weight": "25",
                    "asks": "quantity",
                    "question": "What percentage of officers will be paid at least the real Living Wage?",
                    "measure": {
                        "id": "living-wage",
                        "title": "Officers paid at least the real Living Wage",
                        "unit": "% of officers",
                        "adds_up": "percentage",
                    },
                    "method": {"type": "target", "floor": "50", "target": "100", "better": "higher", "beyond": "cap"},
                },
                {
                    "id": "carbon-saved",
                    "title": "Carbon saved on patrols",
                    "weight": "25",
                    "asks": "quantity",
                    "question": "How many tonnes of CO2e will your patrol fleet avoid over the term, against diesel?",
                    "measure": {
                        "id": "carbon-saved",
                        "title": "Tailpipe emissions avoided",
                        "unit": "tCO2e",
                        "adds_up": "sum",
                    },
                    "method": {"type": "relative_to_best", "better": "higher", "at_zero": "none"},
                },
                {
                    "id": "method-statement",
                    "title": "Social value method statement",
                    "weight": "20",
                    "asks": "words",
                    "question": "How will you deliver, measure and report your pledges?",
                    "method": {"type": "scale", "scale": "marks-0-4"},
                },
            ],
        },
    ],
    "aggregation": {"method": "weighted_sum"},
    "rounding": {"places": 2, "mode": "half_up"},
    "tie_break": [{"by": "criterion", "criterion": "carbon-saved"}, {"by": "price"}, {"by": "shared"}],
    "policies": {
        "withdrawn": "recompute",
        "notes": {
            "zero": "A mark of nought is a mark: it earns no points and does not exclude the bid.",
            "tie": "Equal totals are separated by the points for carbon, then by the lower price.",
            "withdrawn": "If a bid is withdrawn, the others are scored again without it.",
        },
    },
}


def _bid(
    bid: str, name: str, price: str, marks: tuple[str, str, str], quantities: tuple[str, str, str], *, plan: bool = True
) -> dict[str, Any]:
    mobilisation, conduct, statement = marks
    local, wage, carbon = quantities
    return {
        "id": bid,
        "name": name,
        "status": "live",
        "price": price,
        "answers": {
            "charter": {"passed": True},
            "carbon-plan": {"passed": plan},
            "price": {"price": price},
            "mobilisation": {"mark": mobilisation},
            "conduct": {"mark": conduct},
            "local-spend": {"quantity": local},
            "living-wage": {"quantity": wage},
            "carbon-saved": {"quantity": carbon},
            "method-statement": {"mark": statement},
        },
    }


BIDS: dict[str, Any] = {
    "format": "makegood.bids/1",
    "lots": ["1"],
    "contract": {"value": "3600000", "years": "3"},
    "bids": [
        _bid("harbour", "Harbour Guarding CIC", "3560000", ("4", "3", "4"), ("62", "100", "46.5")),
        _bid("sentinel", "Sentinel Facilities Group plc", "3190000", ("3", "3", "2"), ("28", "74", "31")),
        _bid("twyn", "Gwarchodwyr Tŷ'r Ŵyl Cyf", "3645000", ("3", "4", "3"), ("41.5", "100", "39.2")),
        _bid("oneill", "O'Neill & Daughters Security Ltd", "3550000", ("3", "2", "3"), ("70", "90", "12")),
        _bid(
            "northgate", "Northgate Protective Services LLP", "3205000", ("2", "2", "2"), ("35", "80", "0"), plan=False
        ),
    ],
}

REASONS: dict[tuple[str, str], str] = {
    ("harbour", "mobilisation"): (
        "The plan moves one site each week, names the 41 officers who transfer and shows who covers each post on each "
        "night. Consultation dates and pension steps are set out with owners. The panel agreed the top mark after "
        "discussion: one evaluator had first given 3 because the plan for lone-worker response came late in the answer "
        "and was satisfied that section 4.2 covers it.\n\n"
        "A higher mark was not available. The strongest part was the week-by-week rota, which can be checked."
    ),
    ("harbour", "conduct"): (
        "All officers complete the trust's dementia and de-escalation modules before their first ward shift; the bid "
        "includes the module list, the trainer and the record that will prove it."
    ),
    ("harbour", "method-statement"): (
        "Each pledge has an owner, a quarterly figure and the evidence that proves it. The bid says what happens if a "
        "quarter falls short, and offers the trust the right to see payroll and invoices."
    ),
    ("sentinel", "mobilisation"): (
        "A sound national method with a dedicated transition manager. Minor gap: the rota for St Brannoc's assumes 12 "
        "officers where the tender states 14 (answer 2, page 6), and the correction is left to the first month."
    ),
    ("sentinel", "conduct"): (
        "Accredited training for every officer and an e-learning record. It is not specific to wards: mental-health "
        "holds and wandering patients are mentioned, and the actions are general."
    ),
    ("sentinel", "method-statement"): (
        "Pledges are drawn from a national programme. Delivery here is described in part; measures are given for two "
        "of four pledges, and reporting is yearly where the tender asked for quarterly."
    ),
    ("twyn", "mobilisation"): (
        "Covers transfer, consultation and the first 60 days with evidence from two hospitals. The night cover for the "
        "community site is described without names or dates."
    ),
    ("twyn", "conduct"): (
        "Excellent: bilingual de-escalation training written with a ward sister, observed on shift every quarter, with "
        "results shared. The evidence includes a fall in reported incidents at the current hospital."
    ),
    ("twyn", "method-statement"): (
        "Clear owners and dates for all pledges. Evidence for the carbon pledge rests on the manufacturer's figures; "
        "no meter readings or fuel records are offered."
    ),
    ("oneill", "mobilisation"): (
        "Strong local knowledge and a named team for each site. Two of the 14 supervisor posts are shown as vacant, "
        "with recruitment starting after the contract is signed."
    ),
    ("oneill", "conduct"): (
        "Induction is described well. Training for distressed patients relies on learning from colleagues, with no "
        "course, no record and no date."
    ),
    ("oneill", "method-statement"): (
        "The local spend pledge is the best evidenced of all bids, with named suppliers and last year's invoices. The "
        "carbon pledge has no plan behind it beyond the next vehicle."
    ),
    ("northgate", "mobilisation"): "Adequate method; no evidence from a hospital of this size.",
    ("northgate", "conduct"): "Adequate induction; de-escalation is named and not described.",
    ("northgate", "method-statement"): "Two pledges have owners; none has a date.",
}
