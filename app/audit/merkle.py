"""The hash tree that binds a log, as in Certificate Transparency (RFC 6962 section 2.1); pure, so it verifies offline.

A leaf is hashed with a leading zero byte and a node with a leading one, so that neither can pass for the other. The
tree over n leaves splits at the largest power of two below n.
"""

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; the root of no leaf is the hash of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    level = list(leaves)
    while len(level) > 1:
        # Pairing from the left and carrying an odd last node up gives the same tree as splitting at powers of two.
        level = [
            node_hash(level[place], level[place + 1]) if place + 1 < len(level) else level[place]
            for place in range(0, len(level), 2)
        ]
    return level[0]


def extend(peaks: Sequence[bytes], size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the peaks of a tree of `size` leaves after more leaves came, so that a head needs only what is new.

    The peaks are the roots of the perfect subtrees that the binary digits of the size name, the largest first.
    """
    found = list(peaks)
    for number, leaf in enumerate(leaves, start=size):
        found.append(leaf)
        # Each trailing one of the old size is a subtree that the new leaf makes whole.
        while number & 1:
            right, left = found.pop(), found.pop()
            found.append(node_hash(left, right))
            number >>= 1  # noqa: PLW2901 - the digits are used up as the subtrees are joined
    return found


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """Return the root over all leaves below some peaks: the smaller subtrees are joined first."""
    if not peaks:
        return root([])
    found = peaks[-1]
    for peak in reversed(peaks[:-1]):
        found = node_hash(peak, found)
    return found


def inclusion_path(leaves: Sequence[bytes], position: int) -> list[bytes]:
    """Return the hashes that lead from the leaf at `position` to the root, nearest first."""
    size = len(leaves)
    if not 0 <= position < size:
        message = f"there is no leaf {position} in a tree of {size}"
        raise IndexError(message)
    if size == 1:
        return []
    half = _split(size)
    if position < half:
        return [*inclusion_path(leaves[:half], position), root(leaves[half:])]
    return [*inclusion_path(leaves[half:], position - half), root(leaves[:half])]


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Return every level of a tree, its leaves first: what many paths out of one tree are read from."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        level = found[-1]
        found.append(
            [
                node_hash(level[place], level[place + 1]) if place + 1 < len(level) else level[place]
                for place in range(0, len(level), 2)
            ]
        )
    return found


def path_in(tree: Sequence[Sequence[bytes]], position: int) -> list[bytes]:
    """Return what `inclusion_path` does, out of the levels of a tree: a step where there is a node beside one."""
    found = []
    for level in tree[:-1]:
        beside = position ^ 1
        if beside < len(level):
            found.append(level[beside])
        position >>= 1
    return found


def root_from_path(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf and its inclusion path lead to, or None when the path has the wrong length."""
    if not 0 <= position < size:
        return None
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    half = _split(size)
    *rest, sibling = path
    if position < half:
        below = root_from_path(leaf, position, half, rest)
        return None if below is None else node_hash(below, sibling)
    below = root_from_path(leaf, position - half, size - half, rest)
    return None if below is None else node_hash(sibling, below)


def consistency_path(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """Return the hashes that show that a tree over these leaves grew out of the one over the first `size` of them."""
    if not 0 < size <= len(leaves):
        message = f"there is no tree of {size} leaves in one of {len(leaves)}"
        raise IndexError(message)
    return _consistency(leaves, size, whole=True)


def _consistency(leaves: Sequence[bytes], size: int, *, whole: bool) -> list[bytes]:
    """Return the path below one node; `whole` says whether the old tree is this very subtree, so that it is known."""
    if size == len(leaves):
        return [] if whole else [root(leaves)]
    half = _split(len(leaves))
    if size <= half:
        return [*_consistency(leaves[:half], size, whole=whole), root(leaves[half:])]
    return [*_consistency(leaves[half:], size - half, whole=False), root(leaves[:half])]


def grew_from(older: tuple[int, bytes], newer: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Return whether a consistency path leads from the size and root of an older tree to those of a newer one."""
    (old_size, old_root), (new_size, new_root) = older, newer
    if not 0 < old_size <= new_size:
        return False
    return _grown(old_size, new_size, path, old_root) == (old_root, new_root)


def _grown(old: int, new: int, path: Sequence[bytes], known: bytes | None) -> tuple[bytes, bytes] | None:
    """Return the roots that a path gives for both trees below a node; `known` is the old one where it is this node."""
    if old == new:
        if known is not None:
            return (known, known) if not path else None
        return (path[0], path[0]) if len(path) == 1 else None
    if not path:
        return None
    half = _split(new)
    *rest, sibling = path
    if old <= half:
        below = _grown(old, half, rest, known)
        return None if below is None else (below[0], node_hash(below[1], sibling))
    below = _grown(old - half, new - half, rest, None)
    return None if below is None else (node_hash(sibling, below[0]), node_hash(sibling, below[1]))
