"""How every bidder of the examples is told how its bid was assessed, and what is refused until nothing is missing."""

from typing import Any

from tests.journeys.example_cast import Cast, refused

Json = dict[str, Any]

CONTACTS = (
    {"postal_address": "The Old Nursery, Cross Green", "email": "bids@greenbank.example"},
    {"postal_address": "Ridgeway House, 4 Colmore Row", "email": "tenders@ridgeway.example"},
    {"postal_address": "Uned 7, Parc y Gamlas", "email": "tendrau@tygwyrdd.example"},
)
GO_ON = "The panel read each rationale again: it says what in the answer earned the mark."


def tell_every_bidder(cast: Cast) -> None:
    """Withhold what may not be told, check the summaries, answer the warnings, and issue them."""
    priya, one = cast.priya, cast.at("award")
    _withhold(cast, one)
    found = cast.gareth.read(f"{one}/summaries/check")
    refused(priya, "summaries.incomplete", f"{one}/summaries", {})
    contacts = [{"bid_id": bid, **said} for bid, said in zip(cast.bids, CONTACTS, strict=False)]
    refused(priya, "summaries.warnings", f"{one}/summaries", {"contacts": contacts})
    others = {"warnings": "sha256:" + "0" * 64, "reason": GO_ON}
    refused(priya, "summaries.warnings_changed", f"{one}/summaries", {"contacts": contacts, "acknowledge": others})
    answered: Json = {"acknowledge": {"warnings": found["warnings_digest"], "reason": GO_ON}}
    priya.make(f"{one}/summaries", answered | {"contacts": contacts})
    refused(priya, "summaries.reason_needed", f"{one}/summaries", answered)
    refused(priya, "summaries.unchanged", f"{one}/summaries", answered | {"reason": "For good measure."})
    cast.gareth.read(f"{one}/summaries")


def _withhold(cast: Cast, one: str) -> None:
    priya, bid_id = cast.priya, cast.bids[0]
    agreed = priya.read(f"/v1/bids/{bid_id}/agreed-marks")
    rows = agreed["items"] if isinstance(agreed, dict) else agreed
    told = next(row["rationale"] for row in rows if row["criterion"] == "carbon-plan" and not row["superseded"])
    passage = told.split(" ", 1)[0]
    body = {
        "bid_id": bid_id,
        "criterion": "carbon-plan",
        "passage": passage,
        "kind": "commercially_sensitive",
        "reason": "It says when the bidder changes its fleet.",
    }
    path = f"{one}/redactions"
    refused(priya, "redaction.not_found", path, body | {"passage": "a fleet of nine hundred lorries"})
    refused(priya, "redaction.of_a_mark", path, body | {"passage": "[withheld: personal data]"})
    made = priya.make(path, body)
    refused(priya, "redaction.made_already", path, body)
    cast.gareth.read(path)
    lifted = {"reason": "The bidder has published it since."}
    priya.make(f"/v1/redactions/{made['id']}/lift", lifted)
    refused(priya, "redaction.lifted", f"/v1/redactions/{made['id']}/lift", lifted)


def issue_the_record(cast: Cast) -> None:
    """Issue the record of the evaluation for the file."""
    cast.priya.make(f"{cast.at('award')}/records")
