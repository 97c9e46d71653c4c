"""A process whose children send from an outbox and are killed at a named point: `python -m tests.killed_senders SETUP`.

It reads one line for each child, `transport<TAB>point`, forks it, and answers with the signal that ended it, or 0. The
libraries are loaded once, and statements made once; what is killed is a whole process with its own connection to the
database all the same. The point `here` forks nobody: the first message warms up what the children inherit.
"""

import json
import os
import signal
import sys
from pathlib import Path
from uuid import UUID

from app.integrations.addresses import networks
from app.integrations.mail_folder import MailFolder
from app.integrations.smtp import MailServer, Security, Smtp
from app.integrations.webhooks import Destination, Webhooks, new_secret
from app.kit.clock import FileClock
from app.kit.db import Database
from app.kit.outbox import Kind
from app.kit.sending import Sender, Transport

SENDER = "makegood@example.org"


def transport(name: str, setup: dict[str, str], clock: FileClock) -> Transport:
    """Return the way out that is named."""
    if name == "folder":
        return MailFolder(Path(setup["folder"]), SENDER)
    if name in {"smtp", "smtp-repeating"}:
        port = int(setup["mail_port"])
        again = name == "smtp-repeating"
        return Smtp(MailServer("127.0.0.1", port, Security.NONE, SENDER, repeat_in_doubt=again))
    secret = new_secret()

    def find(_owner: UUID) -> Destination:
        return Destination(setup["hook"], secret)

    return Webhooks(find, clock, networks("127.0.0.0/8"))


def send(database: Database, name: str, point: str, setup: dict[str, str]) -> None:
    """Send everything that waits, and die where it was said."""

    def reached(where: str) -> None:
        if where == point:
            os.kill(os.getpid(), signal.SIGKILL)

    clock = FileClock(Path(setup["clock"]))
    kind = Kind.WEBHOOK if name == "webhook" else Kind.EMAIL
    sender = Sender(database, clock, kind, transport(name, setup, clock), reached=reached)
    sender.send_pending()


def main() -> None:
    """Fork one child a line."""
    setup = json.loads(sys.argv[1])
    database = Database(setup["url"])
    for line in sys.stdin:
        name, _, point = line.rstrip("\n").partition("\t")
        if point == "here":
            send(database, name, "", setup)
            database.close()
            _say(0)
            continue
        child = os.fork()
        if child == 0:
            try:
                send(database, name, point, setup)
            finally:
                # No way back into the loop of the parent, whatever happened.
                os._exit(0 if sys.exc_info()[0] is None else 1)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(ended: int) -> None:
    sys.stdout.write(f"{ended}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
