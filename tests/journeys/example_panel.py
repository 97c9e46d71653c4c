"""How the panel of the examples agrees: marks are frozen, passages quoted, and somebody dissents."""

from typing import Any

from tests.journeys.example_cast import Cast, refused

Json = dict[str, Any]


def agree(cast: Cast, agreement: Json) -> None:
    """Open the moderation, agree marks on two bids, and decide their gates."""
    priya, tender = cast.priya, cast.at("tender")
    first, second = (f"/v1/bids/{bid_id}" for bid_id in cast.bids[:2])
    asked = {"lot": "1", "criterion": "carbon-plan"}
    priya.make(f"{tender}/moderations", asked)
    refused(cast.gareth, "moderation.nothing_to_open", f"{tender}/moderations", asked)
    refused(priya, "agreement.discussion_required", f"{first}/agreed-marks", agreement)
    talk = "Tom had missed the annex on the gritter, which has a date too; level 3 is met."
    whole = agreement | {"discussion": talk}
    unread = whole | {"quotes": [{"text": "Every one of our vehicles flies."}]}
    refused(priya, "quote.refused", f"{first}/agreed-marks", unread)
    absent = whole | {"dissent": [{"name": "Leila Haddad", "reason": "I would have given it 4."}]}
    refused(priya, "agreement.dissent_refused", f"{first}/agreed-marks", absent)
    dissent = [{"name": "Tom Hesketh", "mark": "2", "reason": "A date without a cost is half a plan."}]
    quotes = [{"start": 0, "end": 40}]
    priya.make(f"{first}/agreed-marks", whole | {"quotes": quotes, "dissent": dissent})
    priya.make(f"{second}/agreed-marks", whole | {"mark": "2", "rationale": "Sound, and slow to begin."})
    late = {"criterion": "carbon-plan", "mark": "1", "rationale": "On reflection."}
    refused(cast.amara, "mark.frozen", f"{first}/marks", late)
    cast.gareth.read(f"{tender}/moderation")
    refused(priya, "result.incomplete", f"{tender}/results", {"lot": "1"})
    refused(priya, "opening.quality_unsettled", f"{tender}/openings", {"envelope": "price", "lot": "1"})
    for path in (first, second):
        gate = {"criterion": "charter", "passed": True, "rationale": "Signed by a director and dated."}
        priya.make(f"{path}/gate-decisions", gate | {"attendees": ["Priya Raman"]})
    cast.gareth.read(f"{first}/agreed-marks")


def draft(cast: Cast, assignment_id: str, bid_id: str) -> None:
    """Write a draft, look at it, and see what keeps it from being a mark."""
    desk = f"/v1/my-work/{assignment_id}"
    refused(cast.amara, "mark.no_drafts", f"{desk}/submit", {})
    cast.amara.make(f"{desk}/drafts/{bid_id}", {"mark": "2"})
    refused(cast.amara, "mark.drafts_refused", f"{desk}/submit", {})
    whole = {"mark": "2", "rationale": "Sound, and slow to begin."}
    cast.amara.make(f"{desk}/drafts/{bid_id}", whole)
    cast.amara.read(f"{desk}/drafts")
    cast.amara.make(f"{desk}/submit", {})


def ask_about_a_price(cast: Cast) -> None:
    """Compare prices, ask a bidder about its own, hear it, and accept it; no result is computed meanwhile."""
    priya, tender, supplier = cast.priya, cast.at("tender"), cast.suppliers[1]
    priya.read(f"{tender}/low-prices")
    path = f"/v1/bids/{cast.bids[1]}/low-price-inquiries"
    question = {"question": "How do you pay the living wage at this price?", "answer_by": "2027-01-29T17:00:00Z"}
    refused(priya, "low_price.no_time_to_answer", path, question | {"answer_by": "2026-01-29T17:00:00Z"})
    asked = priya.make(path, question)
    refused(priya, "low_price.asked_already", path, question)
    refused(priya, "result.low_price_undecided", f"{tender}/results", {"lot": "1"})
    one = f"/v1/low-price-inquiries/{asked['id']}"
    decision = {"outcome": "accepted", "reasons": "The wage sheet was checked against the hours, and it holds."}
    refused(priya, "low_price.not_heard", f"{one}/decide", decision)
    for address in (one, "/v1/low-price-inquiries"):
        supplier.read(address)
    words = {"words": "Our depot stands beside two of the three hospitals, so that no crew is driven far."}
    supplier.make(f"{one}/answer", words)
    refused(supplier, "low_price.answered_already", f"{one}/answer", words)
    priya.make(f"{one}/decide", decision)
    refused(priya, "low_price.decided_already", f"{one}/decide", decision)
