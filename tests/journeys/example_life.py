"""The life that the examples are taken from: rubric, tender, bids, evaluation, award, contract, a year of delivery.

On the way everybody also tries what they may not do yet, or any more: those are the examples of refusals.
"""

import copy
from typing import Any

from app.identity.rules import Role
from app.worker import handlers, run_pending
from tests.journeys import example_conflicts, example_panel, example_summaries
from tests.journeys import example_story as story
from tests.journeys.example_cast import Cast, refused
from tests.world import Client

NOT_A_REAL_PDF = b"%PDF-1.7\nThe pages follow, and are left out here.\n"

Json = dict[str, Any]


def choose_a_rubric(cast: Cast) -> None:
    """Look at what is published, draft a rubric, mend it, publish it."""
    priya, path = cast.priya, "/v1/rubrics"
    for reference in (
        "packs", "packs/local-wage-carbon/1.0.0", "frameworks", "regimes", "regimes/procurement-act-2023", "tables",
        "tables/real-living-wage", "tables/real-living-wage/value?series=uk&on=2026-01-05",
        "regimes/procurement-act-2023/clock?notice_on=2026-12-21&category=services&value=600000&includes_vat=false",
    ):  # fmt: skip
        priya.read(f"/v1/{reference}")
    unfit = "/v1/regimes/provider-selection-regime/clock?notice_on=2026-06-01&reviewed_on=2026-05-29"
    refused(priya, "regime.clock_unfit", unfit, method="GET")
    refused(priya, "table.no_value", "/v1/tables/real-living-wage/value?series=uk&on=2001-01-01", method="GET")
    copied = priya.make(path, {"pack": "local-wage-carbon", "title": "Security for three hospitals"})
    priya.read(f"{path}/{copied['id']}/lens/ics-four-aims")
    unsound = copy.deepcopy(story.RUBRIC)
    unsound["criteria"][2]["weight"] = "39.99"
    rubric = priya.make(path, {"body": unsound})
    one = f"{path}/{rubric['id']}"
    priya.read(f"{one}/check")
    refused(priya, "rubric.has_findings", f"{one}/publish")
    unsound["criteria"][2]["weight"] = 40.5
    refused(priya, "rubric.unreadable", one, {"body": unsound}, method="PUT", headers={"If-Match": '"1"'})
    priya.did(priya.put(one, {"body": story.RUBRIC}, version=1))
    cast.made["rubric"] = priya.make(f"{one}/publish")
    refused(priya, "rubric.not_draft", f"{one}/publish")
    priya.read(path)
    priya.read(one)


def publish_a_tender(cast: Cast) -> None:
    """Draft, change, publish and extend one tender; abandon another; import a third."""
    priya, path = cast.priya, "/v1/tenders"
    whole = story.TENDER | {"rubric_id": cast.made["rubric"]["id"]}
    cast.made["tender"] = priya.make(path, whole | {"closes_at": "2026-01-23T12:00:00Z"})
    one = cast.at("tender")
    refused(priya, "tender.rubric_not_pinned", f"{one}/rubric", method="GET")
    refused(priya, "tender.takes_no_assignments", f"{one}/assignments", _assignment(cast.amara))
    refused(priya, "tender.not_published", f"{one}/close")
    priya.did(priya.put(one, whole, version=1))
    priya.read(f"{one}/checks")
    priya.make(f"{one}/publish")
    priya.make(f"{one}/extend", {"closes_at": "2026-02-02T12:00:00Z", "reason": "A bidder asked for site visits."})
    earlier = {"closes_at": "2026-01-20T12:00:00Z", "reason": "We are in a hurry."}
    refused(priya, "tender.deadline_not_later", f"{one}/extend", earlier)
    refused(priya, "tender.wrong_status", f"{one}/publish")
    refused(priya, "tender.not_draft", one, whole, method="PUT", headers={"If-Match": '"3"'})
    for address in (path, one, f"{one}/rubric"):
        cast.suppliers[0].read(address)
    refused(priya, "tender.content", path, {"title": "Waste", "regime": "roman-law"})
    other = f"{path}/{priya.make(path, {'title': 'Waste collection'})['id']}"
    refused(priya, "tender.not_ready", f"{other}/publish")
    refused(priya, "tender.not_open", f"{other}/extend", earlier)
    priya.make(f"{other}/abandon", {"reason": "The present contract is extended for a year."})
    imported = priya.make(f"{path}/import", story.NOTICE)
    priya.read(f"{path}/{imported['items'][0]['tender_id']}/notice")
    refused(priya, "notice.nothing_to_draft", f"{path}/import", {"ocid": "ocds-b5fd17-empty", "tag": ["award"]})
    refused(priya, "notice.too_many", f"{path}/import", [story.NOTICE] * 501)


def bid(cast: Cast) -> None:
    """Let three suppliers draft, change, submit, withdraw and submit again, and one come too late."""
    path, first = f"{cast.at('tender')}/bids", cast.suppliers[0]
    cast.on("2026-01-20")
    for supplier, whole in zip(cast.suppliers, story.BIDS, strict=True):
        cast.bids.append(supplier.make(path, {"lot": "1"})["id"])
        one = f"/v1/bids/{cast.bids[-1]}"
        supplier.read(f"{one}/check")
        refused(supplier, "bid.incomplete", f"{one}/submit")
        supplier.did(supplier.put(one, whole, version=1))
        supplier.make(f"{one}/submit")
    refused(first, "bid.exists", path, {"lot": "1"})
    unasked = {"answers": [{"criterion": "colour", "response": "Green."}]}
    one = f"/v1/bids/{cast.bids[0]}"
    refused(first, "bid.content_invalid", one, unasked, method="PUT", headers={"If-Match": '"3"'})
    for address in ("/v1/bids", one, f"{one}/submissions", f"{one}/submissions/1"):
        first.read(address)
    third, last = cast.suppliers[2], f"/v1/bids/{cast.bids[2]}"
    third.make(f"{last}/withdraw", {"reason": "We found an error in the price and will send it again."})
    refused(third, "bid.state", f"{last}/withdraw", {"reason": "To be sure."})
    third.make(f"{last}/submit")
    own = cast.world.person(first_id(cast.priya), Role.SUPPLIER, name="Sam Bright")
    refused(own, "bid.own_tender", path, {"lot": "1"})
    refused(cast.priya, "tender.sealed", path, method="GET")
    refused(cast.priya, "tender.deadline_not_passed", f"{cast.at('tender')}/close")
    cast.on("2026-02-02", 13)
    refused(first, "tender.takes_no_bids", one, unasked, method="PUT", headers={"If-Match": '"3"'})
    refused(first, "bid.late", f"{one}/submit")


def open_the_bids(cast: Cast) -> None:
    """Close the tender, let two people open it, read what came, and exclude a bid."""
    priya, tender = cast.priya, cast.at("tender")
    quality = {"envelope": "quality"}
    refused(priya, "opening.tender_not_closed", f"{tender}/openings", quality)
    priya.make(f"{tender}/close")
    refused(priya, "tender.not_opened", f"{tender}/evaluate")
    begun = priya.make(f"{tender}/openings", quality)
    refused(cast.gareth, "opening.begun", f"{tender}/openings", quality)
    refused(priya, "opening.alone", f"/v1/openings/{begun['id']}/confirm")
    cast.gareth.make(f"/v1/openings/{begun['id']}/confirm")
    refused(cast.gareth, "opening.done", f"/v1/openings/{begun['id']}/confirm")
    priya.read(f"{tender}/openings")
    example_conflicts.declare_against_the_bidders(cast)
    (flag,) = priya.read(f"{tender}/flags")["items"]
    kept = {"outcome": "masked", "reason": "It is the price of the bid, written into an answer."}
    priya.make(f"/v1/flags/{flag['id']}/decide", kept)
    priya.read(f"{tender}/bids")
    priya.read(f"{tender}/late-bids")
    refused(priya, "award.tender_not_evaluating", f"{tender}/awards", _decision(cast))
    why = "Convicted of an offence that the conditions of participation name."
    priya.make(f"/v1/bids/{cast.bids[2]}/exclude", {"reason": why})


def evaluate(cast: Cast) -> None:
    """Assign, mark, disagree, and agree."""
    priya, tender, first = cast.priya, cast.at("tender"), f"/v1/bids/{cast.bids[0]}"
    given = {"criterion": "carbon-plan", "mark": "3", "rationale": "Dated and costed for every vehicle and mower."}
    assigned = [
        priya.make(f"{tender}/assignments", _assignment(each))[0] for each in (cast.amara, cast.tom, cast.leila)
    ]
    example_conflicts.declare_before_marking(cast)
    refused(cast.amara, "tender.not_evaluating", f"{first}/marks", given)
    priya.make(f"{tender}/evaluate")
    refused(priya, "assignment.refused", f"{tender}/assignments", _assignment(cast.amara, "price"))
    leave = f"/v1/assignments/{assigned[2]['id']}/remove"
    priya.make(leave, {"reason": "Her sister works for one of the bidders."})
    refused(priya, "assignment.removed", leave, {"reason": "Her sister works for one of the bidders."})
    refused(cast.amara, "mark.off_scale", f"{first}/marks", given | {"mark": "2.5"})
    refused(cast.amara, "criterion.wrong_kind", f"{first}/marks", given | {"criterion": "price"})
    refused(cast.amara, "mark.nothing_to_supersede", f"{first}/marks", given | {"superseding_reason": "Read again."})
    refused(cast.amara, "bid.not_live", f"/v1/bids/{cast.bids[2]}/marks", given)
    cast.amara.make(f"{first}/marks", given)
    agreement = given | {"attendees": ["Amara Nwosu", "Tom Hesketh", "Priya Raman"]}
    refused(priya, "agreement.marks_missing", f"{first}/agreed-marks", agreement)
    second = f"/v1/bids/{cast.bids[1]}/marks"
    cast.tom.make(f"{first}/marks", given | {"mark": "2", "rationale": "The vans have a date; the gritter has none."})
    cast.tom.make(second, given | {"mark": "2", "rationale": "Sound, and slow to begin."})
    example_panel.draft(cast, assigned[0]["id"], cast.bids[1])
    refused(cast.amara, "mark.needs_reason", f"{first}/marks", given | {"mark": "2"})
    for address in ("/v1/my-work", f"/v1/my-work/{assigned[0]['id']}", f"{first}/marks"):
        cast.amara.read(address)
    example_panel.agree(cast, agreement)
    cast.gareth.read(f"{tender}/assignments")


def compute(cast: Cast) -> None:
    """Compute the result, change a decision that it rests on, and compute it anew."""
    priya, tender, lot = cast.priya, cast.at("tender"), {"lot": "1"}
    refused(priya, "result.prices_sealed", f"{tender}/results", lot)
    begun = priya.make(f"{tender}/openings", {"envelope": "price", "lot": "1"})
    question = {"question": "How do you do it at this price?", "answer_by": "2027-01-29T17:00:00Z"}
    refused(priya, "low_price.sealed", f"/v1/bids/{cast.bids[1]}/low-price-inquiries", question)
    cast.gareth.make(f"/v1/openings/{begun['id']}/confirm")
    example_panel.ask_about_a_price(cast)
    cast.made["result"] = priya.make(f"{tender}/results", lot)
    example_conflicts.declare_before_the_award(cast)
    refused(priya, "result.unchanged", f"{tender}/results", lot)
    better = {
        "criterion": "carbon-plan",
        "mark": "2",
        "rationale": "Sound; the first report comes in month three.",
        "attendees": ["Amara Nwosu", "Tom Hesketh", "Priya Raman"],
        "discussion": "The reasons were read again: they left out when reporting begins.",
        "superseding_reason": "The reasons left a date out.",
    }
    refused(priya, "result.first", f"{cast.at('result')}/changes", method="GET")
    priya.make(f"/v1/bids/{cast.bids[1]}/agreed-marks", better)
    refused(priya, "award.result_not_current", f"{tender}/awards", _decision(cast))
    refused(priya, "result.needs_reason", f"{tender}/results", lot)
    cast.made["result"] = priya.make(f"{tender}/results", lot | {"reason": "The panel gave fuller reasons."})
    for address in ("", "/document", "/trace?depth=1", "/certificate", "/changes", "/stakes"):
        assert cast.gareth.get(cast.at("result") + address).is_success
    for address in ("results", "allocation", "diagnostics"):
        cast.gareth.read(f"{tender}/{address}")


def award(cast: Cast) -> None:
    """Decide, see that the decision was wrong, make it void, and decide anew."""
    cast.on("2026-02-16")
    priya, path, good = cast.priya, f"{cast.at('tender')}/awards", _decision(cast)
    refused(priya, "award.bid_may_not_win", path, good | {"bid": cast.bids[1]})
    refused(priya, "award.no_tie", path, good | {"tie_reason": "By lot."})
    refused(priya, "award.notice_in_the_past", path, good | {"notice_on": "2026-02-13"})
    refused(priya, "award.standstill_rule_unknown", path, good | {"voluntary_working_days": 5})
    refused(priya, "award.holidays_unknown", path, good | {"notice_on": "2027-12-29"})
    wrong = priya.make(path, good)
    refused(priya, "award.lot_already_awarded", path, good)
    made = priya.make(f"/v1/awards/{wrong['id']}/documents")
    refused(priya, "document.not_rendered", f"/v1/documents/{made['id']}/pdf", method="GET")
    refused(priya, "award.approval_needs_another", f"/v1/awards/{wrong['id']}/approve", {})
    priya.make(f"/v1/awards/{wrong['id']}/void", {"reason": "The reasons named the price of another bidder."})
    refused(priya, "award.void", f"/v1/awards/{wrong['id']}/void", {"reason": "The same."})
    refused(priya, "document.award_void", f"/v1/awards/{wrong['id']}/documents")
    told = {"carbon-plan": "Every vehicle and mower has a date and a cost."}
    refused(priya, "award.criterion_unknown", path, good | {"criterion_reasons": {"colour": "Green."}})
    cast.made["award"] = priya.make(path, good | {"criterion_reasons": told})
    _publish_the_notice(cast)
    for address in (f"{cast.at('award')}/notice", f"{cast.at('tender')}/award-notices"):
        cast.suppliers[1].read(address)
    refused(cast.suppliers[1], "bid.binding", f"/v1/bids/{cast.bids[1]}/withdraw", {"reason": "We have no staff left."})


def _publish_the_notice(cast: Cast) -> None:
    """Have the award approved by somebody else, tell every bidder how its bid was assessed, and publish the notice."""
    priya, gareth, one = cast.priya, cast.gareth, cast.at("award")
    term = {"starts_on": "2026-04-01", "ends_on": "2029-03-31"}
    refused(priya, "contract.award_not_published", f"{one}/contract", term)
    refused(priya, "award.not_approved", f"{one}/publish-notice", {})
    heard = {"words": "Was our annex on reporting read?"}
    refused(gareth, "award.notice_not_published", f"{one}/representations", heard)
    gareth.make(f"{one}/approve", {"reason": "The result and the reasons were read against the published criteria."})
    refused(gareth, "award.approved_already", f"{one}/approve", {})
    refused(priya, "award.summaries_missing", f"{one}/publish-notice", {})
    example_summaries.tell_every_bidder(cast)
    refused(priya, "award.notice_not_today", f"{one}/publish-notice", {"notice_on": "2026-02-17"})
    cast.made["award"] = priya.make(f"{one}/publish-notice", {"notice_on": "2026-02-16"})
    refused(priya, "award.notice_published_already", f"{one}/publish-notice", {})
    for address in ("/v1/awards", one, f"{one}/standstill", f"{cast.at('tender')}/awards"):
        gareth.read(address)


def hear_a_bidder(cast: Cast) -> None:
    """Let a bidder say what it finds wrong with the award, and have somebody else than its decider answer."""
    cast.on("2026-02-18")
    one, heard = f"{cast.at('award')}/representations", {"words": "Was our annex on reporting read?"}
    said = cast.suppliers[1].make(one, heard)
    earlier = heard | {"made_by": "Martin Vale, by letter", "received_at": "2026-02-10T09:00:00Z"}
    refused(cast.priya, "representation.not_received_then", one, earlier)
    cast.gareth.read(one)
    answer = {"outcome": "not_upheld", "reasons": "It was read: the panel's note on level 2 cites its page 3."}
    refused(cast.priya, "representation.review_needs_another", f"/v1/representations/{said['id']}/decide", answer)
    cast.gareth.make(f"/v1/representations/{said['id']}/decide", answer)
    refused(cast.gareth, "representation.decided_already", f"/v1/representations/{said['id']}/decide", answer)


def give_documents_a_look(cast: Cast) -> None:
    """Give the documents of the authority its colour, after one too pale and an image that is no logo."""
    no_logo = {"data": "PHN2Zz48c2NyaXB0Lz48L3N2Zz4=", "alt": "Northfield"}
    refused(cast.gareth, "brand.colour_too_pale", "/v1/brands", {"colour": "#ffcc00"})
    refused(cast.gareth, "brand.logo_refused", "/v1/brands", {"logo": no_logo})
    made = cast.gareth.make("/v1/brands", {"colour": "#005eb8"})
    refused(cast.gareth, "brand.unchanged", "/v1/brands", {"colour": "#005EB8"})
    cast.gareth.read("/v1/brands")
    cast.gareth.read(f"/v1/brands/{made['id']}")


def issue_the_summary(cast: Cast) -> None:
    """Issue the award summary and read it in each form."""
    give_documents_a_look(cast)
    made = cast.priya.make(f"{cast.at('award')}/documents")
    example_summaries.issue_the_record(cast)
    print_documents(cast)
    refused(cast.priya, "document.unchanged", f"{cast.at('award')}/documents")
    path = f"/v1/documents/{made['id']}"
    cast.gareth.read("/v1/documents")
    cast.gareth.read(path)
    for form in ("pdf", "html", "json"):
        assert cast.gareth.get(f"{path}/{form}").is_success


def print_documents(cast: Cast) -> None:
    """Let the background worker make the PDFs that wait: here a line that says so, because no example shows a page."""
    run_pending(cast.world.service, handlers(lambda _document: NOT_A_REAL_PDF))


def first_id(client: Client) -> Any:
    """Return the organisation of a person, who has one."""
    assert client.organisation_id is not None
    return client.organisation_id


def _assignment(evaluator: Client, *criteria: str) -> Json:
    wanted = list(criteria) or ["carbon-plan"]
    return {"lot": "1", "evaluator_id": str(evaluator.person_id), "criteria": wanted}


def _decision(cast: Cast) -> Json:
    reasons = "The highest total under the published criteria: the fullest carbon plan, and the most spent locally."
    return {"lot": "1", "bid": cast.bids[0], "reasons": reasons, "notice_on": "2026-02-16"}
