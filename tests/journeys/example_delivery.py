"""The second half of the life that the examples are taken from: contract, delivery, performance, the audit log."""

from datetime import datetime
from typing import Any

from app.identity.rules import Role
from tests.delivery.files import ZIP
from tests.journeys.example_cast import NOBODY, Cast, refused
from tests.journeys.example_life import first_id, print_documents

TERM = {"starts_on": "2026-04-01", "ends_on": "2029-03-31", "value": "552000"}
BANDS = {"good": "100", "approaching_target": "90", "requires_improvement": "70"}
YEARS = [
    {"label": f"Year {number}", "starts_on": f"{year}-04-01", "ends_on": f"{year + 1}-03-31", "target": "60000"}
    for number, year in ((1, 2026), (2, 2027), (3, 2028))
]
CSV = b"""day,place,growers who came
2026-06-06,Beck Lane,12
2026-06-20,St Anne's,9
"""

Json = dict[str, Any]


def draft_the_contract(cast: Cast) -> None:
    """Draft a contract after standstill, cancel it, draft another, and plan its commitments."""
    priya, path = cast.priya, f"{cast.at('award')}/contract"
    refused(priya, "contract.standstill_running", path, TERM)
    cast.world.clock.at = datetime.fromisoformat(cast.made["award"]["standstill_ends_at"])
    refused(priya, "contract.starts_in_standstill", path, TERM | {"starts_on": "2026-02-20"})
    first = priya.make(path, TERM)
    refused(priya, "contract.exists", path, TERM)
    priya.make(f"/v1/contracts/{first['id']}/cancel", {"reason": "Drafted with the wrong value."})
    cast.made["contract"] = priya.make(path, TERM)
    one = cast.at("contract")
    for address in ("/v1/contracts", one, f"{one}/ledger"):
        cast.gareth.read(address)
    refused(priya, "performance.not_in_force", f"{one}/performance", method="GET")
    refused(priya, "document.contract_not_live", f"{one}/documents", {})
    refused(priya, "contract.not_ready", f"{one}/go-live")
    events, words, spend = (f"/v1/commitments/{each['id']}" for each in _in_order(cast))
    cast.suppliers[0].read(spend)
    too_much = {"targets": [YEARS[0] | {"target": "60001"}, *YEARS[1:]], "bands": BANDS}
    refused(priya, "commitment.does_not_hold", spend, too_much, method="PUT", headers={"If-Match": '"1"'})
    priya.did(priya.put(spend, {"targets": YEARS, "bands": BANDS}, version=1))
    refused(priya, "commitment.counting_unknown", f"{events}/profile", {"periods": "quarterly"})
    counts = {"targets": [], "bands": BANDS, "counts": {"adds_up": "sum", "better": "higher"}}
    priya.did(priya.put(events, counts, version=1))
    priya.make(f"{events}/profile", {"periods": "quarterly"})
    _waive(cast, words)
    for commitment in (spend, events):
        priya.make(f"{commitment}/carry")
    refused(priya, "commitment.not_proposed", f"{events}/carry")
    priya.make(f"{one}/go-live")
    refused(priya, "contract.not_draft", f"{one}/go-live")
    refused(priya, "award.contracted", f"{cast.at('award')}/void", {"reason": "Too late."})
    refused(priya, "tender.contracted", f"{cast.at('tender')}/abandon", {"reason": "The hospitals close."})


def _waive(cast: Cast, commitment: str) -> None:
    priya, gareth, path = cast.priya, cast.gareth, f"{commitment}/waivers"
    asked = priya.make(path, {"reason": "The trust now names a carbon lead on each site itself."})
    refused(priya, "waiver.pending", path, {"reason": "The same."})
    gareth.make(f"/v1/waivers/{asked['id']}/refuse", {"reason": "The supplier has not been heard."})
    both = cast.world.person(first_id(priya), Role.BUYER, Role.COMMISSIONER, name="Bo Lindgren")
    again = both.make(path, {"reason": "The supplier agrees in its letter of 26 February."})
    refused(both, "waiver.needs_another", f"/v1/waivers/{again['id']}/approve", {"reason": "Agreed."})
    gareth.make(f"/v1/waivers/{again['id']}/approve", {"reason": "The supplier agrees, and the work is done anyway."})
    refused(gareth, "waiver.decided", f"/v1/waivers/{again['id']}/approve", {"reason": "Again."})
    refused(priya, "commitment.waived", path, {"reason": "Again."})
    gareth.read("/v1/waivers")
    gareth.read(f"/v1/waivers/{again['id']}")


def deliver(cast: Cast) -> None:
    """Report two quarters and a year with evidence; have one claim verified, one in part, and one rejected."""
    supplier, priya = cast.suppliers[0], cast.priya
    events, words, spend = _in_order(cast)
    cast.on("2026-07-03")
    evidence = _send_evidence(cast)
    path = f"/v1/commitments/{events['id']}/updates"
    claim = _claim(events, 0, "2", "Open days on 6 and 20 June; 21 growers came.", evidence)
    refused(supplier, "update.period_not_begun", path, _claim(events, 2, "1", "Planned for November.", evidence))
    refused(supplier, "update.period_unknown", path, claim | {"period": {"target": NOBODY}})
    refused(supplier, "update.claim_unfit", path, claim | {"claimed": None})
    refused(supplier, "update.evidence_not_of_this_contract", path, claim | {"evidence": [NOBODY]})
    refused(supplier, "delivery.commitment_not_carried", f"/v1/commitments/{words['id']}/updates", claim)
    first = supplier.make(path, claim)
    refused(priya, "update.proved_unfit", f"/v1/updates/{first['id']}/part-verify", {"proved": "3", "reason": "More."})
    priya.make(f"/v1/updates/{first['id']}/reject", {"reason": "The list of 20 June is missing."})
    again = supplier.make(path, claim | {"words": "Open days on 6 and 20 June; both lists are in the file now."})
    refused(priya, "update.not_open", f"/v1/updates/{first['id']}/verify")
    priya.make(f"/v1/updates/{again['id']}/verify", {"reason": "Both lists were seen."})
    refused(supplier, "update.period_settled", path, claim)
    cast.on("2027-04-09")
    year = _claim(spend, 0, "61250.50", "58 invoices of local nurseries, fuel and repairs.", evidence)
    spent = supplier.make(f"/v1/commitments/{spend['id']}/updates", year)
    why = {"proved": "57150.50", "reason": "Invoice 1041 was paid to a branch outside the area."}
    priya.make(f"/v1/updates/{spent['id']}/part-verify", why)
    waits = supplier.make(path, _claim(events, 1, "1", "Open day on 12 September.", evidence))
    priya.read(f"/v1/updates/{again['id']}")
    priya.read(f"/v1/updates?contract={waits['contract_id']}")


def look_at_performance(cast: Cast) -> None:
    """Read how the contract performs, issue the report, and end the contract."""
    one = cast.at("contract")
    _, words, spend = _in_order(cast)
    gareth, priya = cast.gareth, cast.priya
    for address in (
        f"{one}/performance",
        f"{one}/performance/lens/ics-four-aims",
        f"/v1/commitments/{spend['id']}/performance",
        "/v1/performance",
    ):
        gareth.read(address)
    refused(gareth, "performance.not_binding", f"/v1/commitments/{words['id']}/performance", method="GET")
    gareth.make(f"{one}/documents", {"as_at": "2027-03-31"})
    refused(gareth, "document.day_ahead", f"{one}/documents", {"as_at": "2028-03-31"})
    print_documents(cast)
    priya.make(f"{one}/end", {"reason": "The trust leaves two of the three sites."})
    refused(priya, "contract.not_live", f"{one}/end", {"reason": "Again."})


def audit(cast: Cast) -> None:
    """Seal the log, prove an event, check the whole of it."""
    ines, path = cast.ines, "/v1/audit"
    newest = ines.read(f"{path}/events?action=contract.ended")["items"][0]
    refused(ines, "audit.not_sealed_yet", f"{path}/events/{newest['id']}/proof", method="GET")
    ines.make(f"{path}/heads")
    ines.read(f"{path}/events/{newest['id']}/proof")
    ines.read(f"{path}/check")


def _in_order(cast: Cast) -> list[Json]:
    """Return the commitments: open days, a carbon lead in words, local spend."""
    found: list[Json] = cast.priya.read(cast.at("contract"))["commitments"]
    return found


def _claim(commitment: Json, period: int, claimed: str, words: str, evidence: str) -> Json:
    target = commitment["targets"][period]["id"]
    return {"period": {"target": target}, "claimed": claimed, "words": words, "evidence": [evidence]}


def _send_evidence(cast: Cast) -> str:
    supplier, path = cast.suppliers[0], f"{cast.at('contract')}/evidence"

    def file(name: str, content: bytes) -> Json:
        return {"files": {"file": (name, content, "application/octet-stream")}}

    kept: Json = supplier.did(supplier.request("POST", path, **file("open-days-q1.csv", CSV)))
    assert supplier.get(f"/v1/evidence/{kept['id']}/content").is_success
    supplier.read(path)
    refused(supplier, "evidence.empty", path, **file("empty.csv", b""))
    refused(supplier, "evidence.kind_not_taken", path, **file("invoices.zip", ZIP))
    refused(supplier, "evidence.name_and_content_differ", path, **file("invoices.pdf", CSV))
    refused(supplier, "too_large", path, **file("film.csv", CSV * 30_000))
    own = cast.world.person(first_id(cast.priya), Role.SUPPLIER, Role.BUYER, name="Sam Bright")
    refused(own, "delivery.not_the_supplier", path, **file("open-days-q1.csv", CSV))
    return str(kept["id"])
