"""Register what is claimed line by line, find what is claimed twice, hear and decide; what others may use is here."""

from app.delivery.doubles.service.assessed import register_assessed_job
from app.delivery.doubles.service.deciding import answer, decide, is_upheld
from app.delivery.doubles.service.matching import (
    ASSESSED,
    FILE,
    MATCH,
    SHARE,
    match_job,
    register_file_job,
    share_job,
)
from app.delivery.doubles.service.reading import list_sources, listed, read
from app.delivery.doubles.service.registering import register, withdraw
from app.delivery.doubles.service.sharing import decide_sharing, read_sharing

__all__ = [
    "ASSESSED",
    "FILE",
    "MATCH",
    "SHARE",
    "answer",
    "decide",
    "decide_sharing",
    "is_upheld",
    "list_sources",
    "listed",
    "match_job",
    "read",
    "read_sharing",
    "register",
    "register_assessed_job",
    "register_file_job",
    "share_job",
    "withdraw",
]
