"""Ask somebody outside, hear the answer once, and show it to both sides; what others may use is named here."""

from app.delivery.confirmations.service.answering import answer, refused, shown
from app.delivery.confirmations.service.asking import ask, issue_again, listed, open_clocks, read, revoke

__all__ = ["answer", "ask", "issue_again", "listed", "open_clocks", "read", "refused", "revoke", "shown"]
