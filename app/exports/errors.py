"""Refusals about exports of records."""

from app.kit.errors import Refusal


class ExportNotReady(Refusal):
    """The archive is being made."""

    code, status, title = "export.not_ready", 409, "Not ready yet"

    def __init__(self, reference: str, done: int, total: int, failure: str | None) -> None:
        """Say how far it is, or what went wrong the last time."""
        far = f"{done} of {total} files are in it" if total else "it has not been begun"
        wrong = f" The last try failed ({failure}); it is tried again." if failure else ""
        super().__init__(f"The export of {reference} is being made: {far}.{wrong} Ask again in a few seconds.")
        self.headers = {"Retry-After": "5"}


class ExportUnderWay(Refusal):
    """The same record is being put together already."""

    code, status, title = "export.under_way", 409, "Being made already"

    def __init__(self, reference: str, export_id: object) -> None:
        """Say where to look."""
        super().__init__(f"An export of {reference} is being made. Follow it at /v1/exports/{export_id}.")


class RecordNotThere(Refusal):
    """A contract that never went live has no record of delivery."""

    code, status, title = "export.contract_not_live", 409, "No record yet"

    def __init__(self, reference: str) -> None:
        """Say when there is one."""
        super().__init__(f"Contract {reference} has not gone live, so it has no record yet. Export its award instead.")
