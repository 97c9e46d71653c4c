"""A price far below the others: the bidder is asked, heard, and decided on before there is a result."""

from collections.abc import Mapping
from typing import Any

from app.demo.narration import Narration
from app.demo.stage import Stage


def hear_low_prices(stage: Stage, say: Narration, tender: Mapping[str, Any], bids: Mapping[str, str]) -> None:
    """Show which prices are flagged, ask the bidder of the story about its own, hear it, and decide."""
    told, lot = stage.story["low_price"], tender["lots"][0]["code"]
    prices = stage.buyer.read(f"/v1/tenders/{tender['id']}/low-prices?lot={lot}")
    for one in prices:
        if one["flagged"]:
            asked = "is asked" if one["bid_id"] == bids[told["bid"]] else "fails a gate anyway, and is not asked"
            below = one["below_percent"]["shown"]
            say.line(f"low price: {one['supplier_name']}: {below}% below the mean of the others; it {asked}")
    stage.set_clock("asked")
    body = {"question": told["question"], "answer_by": stage.story["times"]["answer_by"]}
    inquiry = stage.buyer.do(f"/v1/bids/{bids[told['bid']]}/low-price-inquiries", body)
    say.line(f"asked:     {told['question']}")
    refused = stage.buyer.is_refused(f"/v1/tenders/{tender['id']}/results", {"lot": lot}, "result.low_price_undecided")
    say.line(f"not ready: {refused.partition('. Decide')[0]}.")
    stage.set_clock("heard")
    path = f"/v1/low-price-inquiries/{inquiry['id']}"
    stage.suppliers[told["bid"]].do(f"{path}/answer", {"words": told["answer"]})
    say.line(f"answered:  {told['answer']}")
    stage.set_clock("computed")
    decided = stage.buyer.do(f"{path}/decide", {"outcome": told["outcome"], "reasons": told["reasons"]})
    say.line(f"{decided['outcome']}:  {told['reasons']}")
