"""Names under which an evaluator sees bidders who are kept from them: shuffled for each, and the same every time."""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from uuid import UUID


def alias(seed: str, bid_id: UUID) -> UUID:
    """Return the id under which one evaluator, whose secret seed it is, knows a bid."""
    return UUID(bytes=_keyed(seed, b"id", bid_id)[:16], version=4)


def numbers(seed: str, bid_ids: Iterable[UUID]) -> Mapping[UUID, int]:
    """Return by bid its number in one evaluator's own order, from 1; it tells nothing of when or from whom it came."""
    order = sorted(bid_ids, key=lambda bid_id: _keyed(seed, b"order", bid_id))
    return {bid_id: number for number, bid_id in enumerate(order, 1)}


def name(number: int) -> str:
    """Return what a bidder is called meanwhile."""
    return f"Bidder {number}"


def bid_key(seal_key: str, bid_id: UUID) -> str:
    """Return the key that binds one bid: told when its price is opened, it tells nothing of any other bid."""
    return _keyed(seal_key, b"seal", bid_id).hex()


def commitment(key: str, digest: str) -> str:
    """Return what binds a digest without telling it: from a digest alone a price could be found by trying them all."""
    return f"hmac-sha256:{hmac.new(bytes.fromhex(key), digest.encode(), sha256).hexdigest()}"


def _keyed(seed: str, purpose: bytes, bid_id: UUID) -> bytes:
    return hmac.new(bytes.fromhex(seed), purpose + bid_id.bytes, sha256).digest()
