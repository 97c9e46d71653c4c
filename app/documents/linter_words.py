"""Breaks reasons into words that carry meaning, so that what repeats something else, or speaks against it, is seen."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_EMPTY: Final = frozenset(
    """
    a about above all also an and any are as at be because been being but by can could did do does each for from had has
    have he her his how i if in into is it its may more most much must of on or other our out over own same shall she so
    some such than that the their them then there these they this those through to under up very was we were what when
    where which while who will with within would you your
    answer answered answers answering assessed award awarded bid bidder bidder's criterion criteria evaluator evaluators
    found given giving it's mark marked marks panel panel's points question received response score scored scores
    submitted supplier supplier's tender tenderer tender's worth
    """.split()  # noqa: SIM905  (a list of quoted words would be read by nobody)
)
"""Words that say nothing about the content of a tender, the trade's own among them."""

_NEGATORS: Final = frozenset(["no", "not", "without", "never", "nor", "neither", "none", "nothing", "cannot"])
_LACKING: Final = ("lack", "absen", "fail", "miss", "omit", "insufficien")
_AFTER: Final = 3
"""How many words a negation reaches over: "no serious gaps", "not fully clear", "without any evidence"."""

NEGATIVE: Final = (
    "lack", "fail", "weak", "gap", "missing", "poor", "unclear", "inadequa", "absen", "concern", "vague", "insufficien",
    "limited", "omit", "omission", "unsupported", "unconvinc", "unacceptable", "shortcoming", "superficial", "generic",
)  # fmt: skip
PRAISE: Final = (
    "excellent", "strong", "comprehensive", "thorough", "outstanding", "exemplary", "convinc", "detailed", "robust",
    "good", "impressive", "clear", "measurable", "credible", "innovative", "exceed",
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, small letters, short words and numbers too."""
    return [found.replace("’", "'") for found in _WORD.findall(text.casefold())]


_ROOT: Final = 3
"""No ending is taken off a word that would be left shorter than this."""


def stem(word: str) -> str:
    """Return a word without the endings that plural and tense add: enough to see that two words are the same.

    >>> [stem(word) for word in ("plans", "planned", "planning", "plan", "policies", "policy", "less")]
    ['plan', 'plan', 'plan', 'plan', 'polic', 'polic', 'less']
    """
    for ending in ("ies", "ing", "ed", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= _ROOT and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > _ROOT and word[-1] == word[-2] and word[-1] not in "aeious" else word


def meaning(*texts: str | None) -> frozenset[str]:
    """Return the stems of the words that carry meaning in some texts."""
    return frozenset(stem(word) for text in texts if text for word in tokens(text) if word not in _EMPTY)


def said_plainly(text: str, beginnings: Sequence[str]) -> Iterator[str]:
    """Yield every word of a text that begins like one of these and is not denied by the three words before it.

    >>> list(said_plainly("There are no serious gaps, but the plan is weak.", NEGATIVE))
    ['weak']
    >>> list(said_plainly("It is not clear, and fails to give detailed evidence.", PRAISE))
    []
    """
    words = tokens(text)
    for place, word in enumerate(words):
        if word.startswith(tuple(beginnings)) and not any(map(_denies, words[max(0, place - _AFTER) : place])):
            yield word


def _denies(word: str) -> bool:
    return word in _NEGATORS or word.endswith("n't") or word.startswith(_LACKING)
