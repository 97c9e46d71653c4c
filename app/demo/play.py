"""The play from the first act to the last, and what it leaves behind in the folder it is given."""

import json
import shutil
import signal
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx

from app.demo import opening, publishing
from app.demo.deciding import award, evaluate
from app.demo.delivering import deliver, sign_contract
from app.demo.narration import Narration
from app.demo.notice import NoticeUnfit, draft_from, fitted, read_notice
from app.demo.server import Server, ServerFailed, serving
from app.demo.stage import Stage, Story, set_stage
from app.demo.tendering import publish_tender, send_bids
from app.demo.user import PlayFailed, User
from app.demo.weighing import PAPERS, weigh
from scoring.digest import digest, digest_of_bytes

FORMS = ("pdf", "json", "html")
_PATIENCE_SECONDS = 120


def play(out: Path, *, notice: Path | None = None, serve: bool = False) -> int:
    """Play the tender, or read again what was played; leave PDFs, JSON and pages in `out`. Return an exit status.

    A play is not repeated while its story is the same: what it issued is downloaded again from the service it left.
    """
    try:
        source = None if notice is None else read_notice(notice)
        _play_or_read(out, None if notice is None or source is None else (notice.name, source), serve=serve)
    except NoticeUnfit as unfit:
        print(unfit, file=sys.stderr)
        return 2
    except (PlayFailed, ServerFailed, httpx.HTTPError) as failure:
        print(
            f"The play broke off: {failure}\nWhat it had begun lies in {out}; the next play begins anew.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the service of the play has ended.", file=sys.stderr)
        return 128 + signal.SIGINT
    return 0


def _play_or_read(out: Path, notice: tuple[str, bytes] | None, *, serve: bool) -> None:
    say = Narration()
    story = json.loads(files("app.demo").joinpath("story.json").read_text(encoding="utf-8"))
    wanted = digest({"story": story, "notice": digest_of_bytes(notice[1]) if notice else None})
    home, played = out / "service", out / "played.json"
    before = _played(played)
    again = before.get("story") == wanted and all((home / name).exists() for name in ("makegood.db", "clock"))
    if not again:
        _clear(out, story)
    start = None if again else datetime.fromisoformat(story["times"]["published"])
    began = time.monotonic()
    with serving(home, start=start) as server, httpx.Client(base_url=server.address, timeout=60) as http:
        if again:
            say.line("This story was played here before: its documents are read again (make clean to play it anew).")
            record = before
        else:
            record = {"story": wanted, **_play(server, http, story, say, notice)}
            played.write_text(json.dumps(record, indent=1), encoding="utf-8")
        _fetch(http, record, out, say)
        say.line(f"done in {time.monotonic() - began:.0f} seconds")
        if serve:
            _stay(server, record, say)


def _played(record: Path) -> dict[str, Any]:
    """Return what an earlier play left on record; nothing where there is none, or none that can be read."""
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _play(
    server: Server, http: httpx.Client, story: Story, say: Narration, notice: tuple[str, bytes] | None
) -> dict[str, Any]:
    say.act("The stage: the operator registers an authority and five suppliers, and gives each person a key")
    stage = set_stage(server, http, story)
    say.line(f"served at {server.address}; its clock is the play's own, set openly as the story goes")
    say.act("The tender: a rubric copied from the house pack, published and frozen; bids sealed until the deadline")
    publishing.open_to_everybody(stage, say)
    draft = None
    if notice is not None:
        draft = draft_from(stage, say, *notice)
        stage = Stage(**{**vars(stage), "story": fitted(story, draft)})
    tender = publish_tender(stage, say, draft)
    bids = send_bids(stage, say, tender)
    say.act("The evaluation: individual marks, disagreement and agreement, gates, the exact result")
    result = evaluate(stage, say, tender, bids)
    say.act("How firm is it? Looked at before anybody decides")
    weigh(stage, say, tender, result)
    say.act("The award: decided, approved by another, told to every bidder, with a standstill over Easter")
    made, winner, documents = award(stage, say, tender, bids, result)
    say.act("The contract: every pledge that earned marks is carried over, or waived by somebody else")
    price = stage.story["suppliers"][winner]["price"]
    contract = sign_contract(stage, say, tender, made, price)
    say.act("The first year: four quarters of updates, evidence, one rejection")
    deliver(stage, say, contract, stage.suppliers[winner])
    opening.release(stage, say, tender)
    publishing.say_what_is_public(stage, say)
    later = _look_back(stage, say, contract, stage.suppliers[winner])
    _print_audit(stage, say)
    return {
        "documents": {**documents, **later},
        "readers": {"statement": f"supplier {winner}"},
        "result": result["id"],
        "open": {"tender": tender["id"], "award": made["id"], "contract": contract["id"]},
        "keys": _keys(stage),
    }


def _look_back(stage: Stage, say: Narration, contract: Mapping[str, Any], supplier: User) -> dict[str, str]:
    """Report on the first year, and return the documents that do."""
    report = stage.buyer.do(f"/v1/contracts/{contract['id']}/documents", {})
    _print_performance(stage, say, contract)
    statement = supplier.do("/v1/statements", {})
    say.line(f"statement of the supplier's own: {statement['reference']}, which no buyer reads here")
    portfolio = stage.commissioner.do("/v1/portfolio/documents", {})
    say.line(f"report on the authority's portfolio: {portfolio['reference']}")
    return {"performance": report["id"], "statement": statement["id"], "portfolio": portfolio["id"]}


def _print_audit(stage: Stage, say: Narration) -> None:
    check = stage.auditor.read("/v1/audit/check")
    held = "holds" if check["holds"] else f"does NOT hold: {check['findings']}"
    say.line(f"audit log of the authority: {check['sealed'] + check['unsealed']} events; the chain {held}")


def _keys(stage: Stage) -> dict[str, str]:
    people = {
        "operator": stage.operator,
        "buyer": stage.buyer,
        "commissioner": stage.commissioner,
        "auditor": stage.auditor,
        "administrator": stage.administrator,
        "evaluator": stage.evaluators[0],
        **{f"supplier {key}": user for key, user in stage.suppliers.items()},
    }
    return {role: user.key for role, user in people.items()}


def _print_performance(stage: Stage, say: Narration, contract: Mapping[str, Any]) -> None:
    found = stage.commissioner.read(f"/v1/contracts/{contract['id']}/performance")
    rows = []
    for one in found["commitments"]:
        if one["promised"] is not None:
            figures = [one[name] or "-" for name in ("promised", "due", "claimed", "proved", "unknown")]
            rows.append([one["title"][:48], *figures, one["rating"].replace("_", " ")])
    say.table(["commitment", "promised", "due", "claimed", "proved", "unknown", "rating"], rows)


def _fetch(http: httpx.Client, record: Mapping[str, Any], out: Path, say: Narration) -> None:
    """Download what the play issued, as its commissioner; what is for a supplier alone as that supplier."""
    say.act("What is left to look at")
    commissioner = User(http, record["keys"]["commissioner"], "commissioner", "", "")
    rows = []
    for name, document_id in record["documents"].items():
        path = f"/v1/documents/{document_id}"
        whose = record.get("readers", {}).get(name)
        reader = commissioner if whose is None else User(http, record["keys"][whose], whose, "", "")
        document = _rendered(reader, path)
        for form in FORMS:
            (out / f"{name}.{form}").write_bytes(reader.download(f"{path}/{form}"))
        rows.append([f"{name}.pdf", document["reference"], document["pdf_digest"]])
    say.line(f"in {out}, each also as .json with the same content, and as .html for a screen:")
    say.table(["file", "reference", "digest of the PDF"], rows)
    opening.fetch(commissioner, record.get("open"), out, say)
    result = out / "result.json"
    result.write_bytes(commissioner.download(f"/v1/results/{record['result']}/document"))
    say.line(f"{result}  the scoring result: python -m scoring verify {result}")
    for paper in PAPERS:
        (out / f"{paper}.json").write_text(
            json.dumps(commissioner.read(f"/v1/results/{record['result']}/{paper}"), indent=1, ensure_ascii=False),
            encoding="utf-8",
        )
    say.line(
        f"{' and '.join(f'{out / paper}.json' for paper in PAPERS)}: how firm it is, and what rested on each pledge"
    )
    say.line(f"makegood verify {out / 'award.json'} recomputes every score with no service")


def _rendered(reader: User, path: str) -> dict[str, Any]:
    for _ in range(_PATIENCE_SECONDS * 5):
        document = reader.read(path)
        if document["pdf_digest"]:
            return dict(document)
        time.sleep(0.2)
    message = f"the PDF of {path} was not made within {_PATIENCE_SECONDS} seconds"
    raise PlayFailed(message)


def _stay(server: Server, record: Mapping[str, Any], say: Narration) -> None:
    say.act(f"Serving at {server.address} (API description at /docs); Ctrl-C ends it")
    for role, key in record["keys"].items():
        say.line(f"{role:<22} {key}")
    try:
        status = server.process.wait()
    except KeyboardInterrupt:
        say.line("ended")
    else:
        raise ServerFailed(f"the service ended by itself, with status {status}")


def _clear(out: Path, story: Story) -> None:
    """Remove an unfinished or an older play; only what a play itself leaves is touched."""
    documents = ["award", "record", "performance", "statement", "portfolio"]
    documents += [f"{what}-{key}" for what in ("summary", "letter") for key in story["suppliers"]]
    names = [f"{name}.{form}" for name in documents for form in FORMS]
    home = [f"service/{name}" for name in ("makegood.db", "makegood.db-wal", "makegood.db-shm", "clock", "clock.next")]
    for name in ("played.json", "result.json", *(f"{paper}.json" for paper in PAPERS), *names, *home, *opening.FILES):
        (out / name).unlink(missing_ok=True)
    shutil.rmtree(out / "service" / "files", ignore_errors=True)
