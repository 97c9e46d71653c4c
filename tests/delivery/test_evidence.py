"""Files of evidence: what they are is decided by their content, and both sides of the contract can read them."""

import dataclasses
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.contracts.rules import ContractStatus
from app.delivery import rules
from app.identity.rules import Role
from app.kit.problem import MEDIA_TYPE
from tests.delivery import files
from tests.delivery.deal import Deal, deal
from tests.journeys.together import at_once
from tests.world import World


def count_files(made: Deal) -> int:
    return len(made.buyer.read(f"/v1/contracts/{made.contract}/evidence")["items"])


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("report.pdf", files.PDF, "application/pdf"),
        ("photo.PNG", files.PNG, "image/png"),
        ("photo.jpeg", files.JPEG, "image/jpeg"),
        ("hours.xlsx", files.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("payments.csv", files.CSV, "text/csv; charset=utf-8"),
        ("minutes.txt", files.TEXT, "text/plain; charset=utf-8"),
        ("minutes", files.TEXT, "text/plain; charset=utf-8"),
    ],
)
def test_a_file_is_kept_and_given_back_as_it_was(world: World, name: str, content: bytes, media_type: str) -> None:
    made = deal(world)
    kept = made.supplier.did(made.send(name, content))
    assert (kept["filename"], kept["media_type"], kept["size"]) == (name, media_type, len(content))
    for client in (made.supplier, made.buyer, made.colleague(Role.AUDITOR)):
        answer = client.get(f"/v1/evidence/{kept['id']}/content")
        assert answer.content == content
        assert answer.headers["content-type"] == media_type
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["etag"] == f'"{kept["digest"]}"'


def test_the_same_file_twice_makes_two_records_of_one_content(world: World) -> None:
    made = deal(world)
    first = made.supplier.did(made.send("january.csv", files.CSV))
    second = made.supplier.did(made.send("again.csv", files.CSV))
    assert first["id"] != second["id"]
    assert first["digest"] == second["digest"]
    assert count_files(made) == 2


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("invoices.pdf", files.ZIP, "name_and_content_differ", ["named as a PDF document", "a ZIP archive"]),
        ("photo.png", files.JPEG, "name_and_content_differ", ["a PNG picture", "a JPEG picture"]),
        ("report.pdf", files.EXE, "name_and_content_differ", ["a program"]),
        ("hours.xlsx", files.MACROS, "name_and_content_differ", ["macros"]),
        ("page.csv", files.HTML, "name_and_content_differ", ["markup"]),
        ("report.pdf.exe", files.PDF, "name_and_content_differ", ["ending .exe", "a PDF document"]),
        ("payments.csv", b"a,b\n1,\x002\n", "name_and_content_differ", ["control characters"]),
        ("payments.csv", "£12\n".encode("cp1252"), "name_and_content_differ", ["not UTF-8", "CSV UTF-8"]),
        ("cut.pdf", files.PDF[:30], "name_and_content_differ", ["cut off"]),
        ("page.html", files.HTML, "kind_not_taken", ["markup", "a PDF document"]),
        ("drawing.svg", files.SVG, "kind_not_taken", ["markup"]),
        ("setup.exe", files.EXE, "kind_not_taken", ["a program"]),
        ("run", files.ELF, "kind_not_taken", ["a program"]),
        ("letter.docx", files.DOCX, "kind_not_taken", ["a Word document"]),
        ("all.zip", files.ZIP, "kind_not_taken", ["a ZIP archive"]),
    ],
)
def test_a_file_that_is_not_what_it_says_or_not_taken_is_refused_with_both_named(
    world: World, name: str, content: bytes, code: str, words: list[str]
) -> None:
    made = deal(world)
    answer = made.send(name, content)
    assert (answer.status_code, answer.json()["code"]) == (422, f"evidence.{code}")
    assert answer.headers["content-type"] == MEDIA_TYPE
    for word in (name, *words):
        assert word in answer.json()["detail"]
    assert count_files(made) == 0


def test_an_empty_file_is_refused(world: World) -> None:
    made = deal(world)
    answer = made.send("report.pdf", b"")
    assert (answer.status_code, answer.json()["code"]) == (422, "evidence.empty")
    assert count_files(made) == 0


def test_a_form_without_a_file_is_a_finding_about_the_file(world: World) -> None:
    made = deal(world)
    path = f"/v1/contracts/{made.contract}/evidence"
    for sent in ({}, {"data": {"file": "words"}}, {"files": {"other": ("a.csv", files.CSV)}}, {"json": {"file": "x"}}):
        answer = made.supplier.request("POST", path, **sent)
        assert (answer.status_code, answer.json()["code"]) == (422, "payload")
        assert answer.json()["findings"][0]["place"] == "body.file"
    broken = made.supplier.request(
        "POST", path, content=b"--y\r\nbroken", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert broken.headers["content-type"] == MEDIA_TYPE
    assert (broken.status_code, broken.json()["code"]) == (400, "unreadable")


def test_a_file_over_the_limit_is_refused_and_one_at_the_limit_is_taken(world: World) -> None:
    made = deal(world)
    limit = world.service.settings.max_file_bytes
    answer = made.send("long.txt", b"x" * (limit + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "2,000,000" in answer.json()["detail"]
    assert made.send("long.txt", b"x" * limit).status_code == 201
    over = made.send("long.txt", b"x" * (world.service.settings.max_body_bytes + 1))
    assert (over.status_code, over.json()["code"]) == (413, "too_large")
    assert over.headers["content-type"] == MEDIA_TYPE
    assert count_files(made) == 1


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../../etc/passwd.txt", "passwd.txt"),
        ("C:\\fakepath\\minutes.txt", "minutes.txt"),
        ("\u202etxt.exe\u202c.txt", "txt.exe.txt"),
        ("ראיה.txt", "ראיה.txt"),
        ("O'Brien & Söhne; final.txt", "O'Brien & Söhne; final.txt"),
        ("x" * 1000 + ".txt", "x" * 196 + ".txt"),
        ("...", "file"),
    ],
)
def test_a_hostile_name_is_made_harmless_and_an_honest_one_stays(world: World, sent: str, shown: str) -> None:
    made = deal(world)
    kept = made.supplier.did(made.send(sent, files.TEXT))
    assert kept["filename"] == shown
    header = made.buyer.get(f"/v1/evidence/{kept['id']}/content").headers["content-disposition"]
    assert header.startswith("attachment; filename=")
    assert header.isascii()


def test_only_the_supplier_of_a_live_contract_sends_evidence(world: World) -> None:
    made, other = deal(world), deal(world)
    assert made.send("a.txt", files.TEXT, by=made.buyer).status_code == 403
    theirs = made.send("a.txt", files.TEXT, by=made.colleague(Role.SUPPLIER, Role.BUYER))
    assert (theirs.status_code, theirs.json()["code"]) == (403, "delivery.not_the_supplier")
    assert made.send("a.txt", files.TEXT, by=other.supplier).status_code == 404
    assert made.send("a.txt", files.TEXT, by=world.stranger).status_code == 401
    made.put(ContractStatus.ENDED)
    ended = made.send("a.txt", files.TEXT)
    assert (ended.status_code, ended.json()["code"]) == (409, "contract.not_live")


def test_evidence_of_a_contract_does_not_exist_for_anybody_else(world: World) -> None:
    made, other = deal(world), deal(world)
    kept = made.supplier.did(made.send("a.txt", files.TEXT))
    for client in (other.buyer, other.supplier, other.colleague(Role.COMMISSIONER)):
        assert client.get(f"/v1/evidence/{kept['id']}/content").status_code == 404
        assert client.get(f"/v1/contracts/{made.contract}/evidence").status_code == 404
    hidden = other.buyer.get(f"/v1/evidence/{kept['id']}/content").json()["detail"]
    missing = other.buyer.get(f"/v1/evidence/{made.contract}/content").json()["detail"]
    assert hidden.replace(kept["id"], "…") == missing.replace(str(made.contract), "…")


def test_files_are_listed_page_by_page(world: World) -> None:
    made = deal(world)
    for number in range(5):
        made.supplier.did(made.send(f"{number}.txt", files.TEXT))
    path = f"/v1/contracts/{made.contract}/evidence"
    first = made.buyer.read(f"{path}?limit=3&sort=filename")
    rest = made.supplier.read(f"{path}?limit=3&sort=filename&cursor={first['next']}")
    assert [row["filename"] for row in first["items"] + rest["items"]] == [f"{number}.txt" for number in range(5)]
    assert rest["next"] is None


def test_a_key_repeats_the_same_upload_and_refuses_another_of_the_same_length(world: World) -> None:
    made = deal(world)
    key = {"Idempotency-Key": "one"}
    first = made.supplier.did(made.send("a.txt", b"first", headers=key))
    again = made.send("a.txt", b"first", headers=key)
    assert again.json() == first
    assert again.headers["idempotent-replayed"] == "true"
    other = made.send("a.txt", b"other", headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.mismatch")
    assert count_files(made) == 1


def test_the_same_file_sent_by_several_threads_is_whole(world: World) -> None:
    made = deal(world)
    content = b"amount\n" * 50_000
    ready = threading.Barrier(4)

    def send(number: int) -> int:
        ready.wait()
        files_sent = {"file": (f"{number}.csv", io.BytesIO(content))}
        path = f"/v1/contracts/{made.contract}/evidence"
        return world.http.post(path, files=files_sent, headers=made.supplier.headers).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(4))) == [201] * 4
    rows = made.buyer.read(f"/v1/contracts/{made.contract}/evidence")["items"]
    assert len({row["digest"] for row in rows}) == 1
    assert world.service.files.path(rows[0]["digest"]).read_bytes() == content


def test_the_files_of_a_contract_fill_no_disk_even_when_sent_at_the_same_instant(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = deal(world)
    settings = dataclasses.replace(world.service.settings, max_contract_bytes=3 * len(files.CSV))
    monkeypatch.setitem(vars(world.service), "settings", settings)
    answers = at_once([lambda: made.send("payments.csv", files.CSV)] * 6)
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [409] * 3
    full = made.send("payments.csv", files.CSV)
    assert (full.status_code, full.json()["code"]) == (409, "evidence.full")
    assert "ask the operator" in full.json()["detail"]
    assert count_files(made) == 3


def test_a_contract_has_no_more_files_than_somebody_could_look_through(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = deal(world)
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    assert [made.send("payments.csv", files.CSV).status_code for _ in range(3)] == [201, 201, 409]
