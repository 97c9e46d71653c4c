"""Use cases of performance: where promises stand, and the sums of it that are kept as it changes."""

from app.performance.service.comparing import delivered
from app.performance.service.keeping import check, lacks_sums, rebuild
from app.performance.service.reading import lens, of_contract, portfolio, read, read_commitment
from app.performance.service.sharing import SupplierSum, by_supplier

__all__ = [
    "SupplierSum",
    "by_supplier",
    "check",
    "delivered",
    "lacks_sums",
    "lens",
    "of_contract",
    "portfolio",
    "read",
    "read_commitment",
    "rebuild",
]
