"""Puts together everything that may be read of a contracting process at an instant, in the form of the standard."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.opendata.releases.awarding import award, statistics
from app.opendata.releases.contracting import contract
from app.opendata.releases.process import Process
from app.opendata.releases.telling import party, present, reference
from app.opendata.releases.tendering import tender

LANGUAGE: Final = "en"
_OCID: Final = re.compile(r"ocds-[a-z0-9]{6}-[!-~]{1,180}")
OWN_FINDINGS: Final = frozenset({"buyer.other", "ocid.again", "release.past_tender", "release.cancelled"})
"""Where a notice was imported with one of these findings, its process is not the one that the tender runs."""


def state(process: Process) -> dict[str, Any]:
    """Return the state of a process: no bidder before the award, then its winner and nobody else."""
    return present(
        initiationType="tender",
        language=LANGUAGE,
        parties=[*_parties(process)],
        buyer=reference(process.authority),
        tender=tender(process),
        bids=present(statistics=statistics(process)),
        awards=[award(process, each) for each in process.awards],
        contracts=[contract(process, each) for each in process.undertakings],
    )


def ocid_of(
    prefix: str, reference_of_tender: str, imported: str | None, findings: Sequence[Mapping[str, Any]] | None
) -> str:
    """Return what the process is called: as the authority's own notice calls it, else the prefix and the reference."""
    if (
        imported is not None
        and _OCID.fullmatch(imported)
        and not any(each.get("code") in OWN_FINDINGS for each in findings or ())
    ):
        return imported
    return f"{prefix}-{reference_of_tender}"


def _parties(process: Process) -> Iterable[dict[str, Any]]:
    yield party(process.authority, "buyer")
    winners = [each.supplier_id for each in process.awards]
    winners += [each.contract.supplier_id for each in process.undertakings]
    for winner in dict.fromkeys(winners):
        yield party(process.organisations[winner], "tenderer", "supplier")
