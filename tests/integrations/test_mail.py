"""E-mail: letters that are the same every time, a folder to leave them in, a mail server to hand them to."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.integrations import letters
from app.integrations.mail_folder import MailFolder
from app.integrations.smtp import MailServer, Security, Smtp
from app.kit.ids import new_id
from app.kit.outbox import Kind, Message
from app.kit.sending import Arrived, InDoubt, NotTaken, Transport
from tests.receivers import Mailbox, mail_server

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SENDER = "makegood@example.org"
ID = UUID("019b8d62-7a80-7fff-8fff-cf25ff0e0001")


def message(**parts: Any) -> Message:
    given = {"to": "zoe@example.org", "name": "Zoë O'Brien", "subject": "Café: due", "text": "One line.\n.dot\n"}
    kept = letters.content(**(given | parts))
    return Message(ID, Kind.EMAIL, new_id(NOW), kept, 1, NOW, new_id(NOW), interrupted=False)


def hand_over(way: Transport, given: Message) -> str:
    with way.ready(given) as send:
        return send()


def smtp(box: Mailbox, **more: Any) -> Smtp:
    return Smtp(MailServer("127.0.0.1", box.port, Security.NONE, SENDER, **more))


def test_a_letter_is_the_same_to_the_byte_however_often_it_is_made() -> None:
    assert letters.letter(message(), SENDER) == letters.letter(message(), SENDER)
    read = message_from_bytes(letters.letter(message(unsubscribe="https://a.example/u/1"), SENDER), policy=policy.SMTP)
    assert (read["Subject"], read["Message-ID"]) == ("Café: due", f"<{ID}@example.org>")
    assert read["List-Unsubscribe"] == "<https://a.example/u/1>"
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_name_with_a_line_break_in_it_makes_no_header_of_its_own() -> None:
    given = message(name="Eve\r\nBcc: all@example.org", subject="Due\nBcc: all@example.org")
    read = message_from_bytes(letters.letter(given, SENDER), policy=policy.SMTP)
    assert read["Bcc"] is None
    assert read["Subject"] == "Due Bcc: all@example.org"


@pytest.mark.parametrize("to", ["nobody", "a@b@c", "a@b.example\r\nBcc: x@y.example", ""])
def test_an_address_that_is_none_is_refused_for_good(to: str, tmp_path: Path) -> None:
    with pytest.raises(NotTaken) as refused:
        hand_over(MailFolder(tmp_path, SENDER), message(to=to))
    assert refused.value.for_good


def test_a_folder_of_mail_holds_a_letter_once_and_knows_it_after_it_was_read(tmp_path: Path) -> None:
    folder = MailFolder(tmp_path, SENDER)
    assert folder.arrived(message()) is Arrived.NO
    for _ in range(2):
        assert hand_over(folder, message()) == f"written to mail/new/{ID}.eml"
    assert [path.name for path in (tmp_path / "new").iterdir()] == [f"{ID}.eml"]
    assert list((tmp_path / "tmp").iterdir()) == []
    (tmp_path / "new" / f"{ID}.eml").rename(tmp_path / "cur" / f"{ID}.eml:2,S")
    assert folder.arrived(message()) is Arrived.YES


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file where the folder should be", encoding="ascii")
    with pytest.raises(NotTaken) as refused:
        hand_over(MailFolder(tmp_path / "mail", SENDER), message())
    assert not refused.value.for_good


def test_a_mail_server_gets_the_letter_as_it_is_written() -> None:
    with mail_server() as box:
        assert hand_over(smtp(box), message()).startswith("taken by the mail server: 250")
        assert box.letters == [letters.letter(message(), SENDER)]


def test_an_address_that_the_mail_server_refuses_for_good_is_not_tried_again() -> None:
    with mail_server() as box:
        for answer, for_good in ((b"550 no such user", True), (b"450 later", False)):
            box.answer_rcpt = answer
            with pytest.raises(NotTaken, match=r"zoe@example\.org") as refused:
                hand_over(smtp(box), message())
            assert refused.value.for_good is for_good
        box.answer_rcpt, box.answer_text = b"250 ok", b"452 full"
        with pytest.raises(NotTaken, match="452 full") as refused:
            hand_over(smtp(box), message())
        assert not refused.value.for_good


def test_a_server_that_hangs_up_after_the_text_leaves_the_letter_in_doubt() -> None:
    with mail_server() as box:
        box.hangs_up_after_text = True
        with pytest.raises(InDoubt, match="before the mail server said"):
            hand_over(smtp(box), message())
        assert smtp(box).arrived(message()) is Arrived.UNKNOWN
        assert smtp(box, repeat_in_doubt=True).arrived(message()) is Arrived.REPEAT


def test_a_server_that_is_not_there_or_speaks_no_tls_certainly_took_nothing() -> None:
    with mail_server() as box:
        for security in (Security.STARTTLS, Security.TLS):
            with pytest.raises(NotTaken, match="could not be used"):
                hand_over(Smtp(MailServer("127.0.0.1", box.port, security, SENDER)), message())
        with pytest.raises(NotTaken, match="could not be used"):
            hand_over(smtp(box, user="somebody", password="secret"), message())
    with pytest.raises(NotTaken, match="could not be used"):
        hand_over(smtp(box), message())


def test_the_password_of_the_mail_server_is_not_shown() -> None:
    assert "hunter2" not in repr(MailServer("h", 1, Security.TLS, SENDER, user="u", password="hunter2"))
