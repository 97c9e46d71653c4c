"""Performance: promised, due, claimed, proved and unknown, kept apart, and the rating that follows from the bands."""
