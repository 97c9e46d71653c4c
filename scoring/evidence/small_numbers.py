"""Keeps people from being recognised in a table of groups: small groups are hidden, and never left to subtraction."""

from collections.abc import Mapping
from typing import Final, TypeVar

SMALLEST: Final = 5
"""Groups of fewer people are hidden unless a contract states another number; usual in public statistics."""

Key = TypeVar("Key")


def hidden(people: Mapping[Key, int], smallest: int) -> tuple[frozenset[Key], bool]:
    """Return which groups to hide, and whether their total must be hidden too.

    A group of 1 to `smallest` − 1 is hidden. Where the groups hidden are only one, or hold fewer than `smallest` people
    together, the total less the groups shown would give them away: the next smallest group is hidden with them, and
    the total itself where there is no further group.

    >>> hidden({"cleaner": 1, "guard": 7, "cook": 20}, 5) == ({"cleaner", "guard"}, False)
    True
    >>> hidden({"cleaner": 1}, 5)
    (frozenset({'cleaner'}), True)
    """
    ordered = sorted((key for key, count in people.items() if count), key=lambda key: (people[key], str(key)))
    chosen = [key for key in ordered if people[key] < smallest]
    if not chosen:
        return frozenset(), False
    for key in ordered[len(chosen) :]:
        if _safe(chosen, people, smallest):
            break
        chosen.append(key)
    return frozenset(chosen), not _safe(chosen, people, smallest)


def _safe(chosen: list[Key], people: Mapping[Key, int], smallest: int) -> bool:
    return len(chosen) > 1 and sum(people[key] for key in chosen) >= smallest
