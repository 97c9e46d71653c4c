"""Hours of people reached by a session: the length counts for everybody who attended, however many presented it."""

from fractions import Fraction


def attended_hours(session_hours: Fraction, attendees: int) -> Fraction:
    """Return session length × attendees, in hours.

    Source: Essex County Council social-value catalogue, measure ECC50.

    >>> attended_hours(Fraction(2), 8)
    Fraction(16, 1)
    """
    return session_hours * attendees
