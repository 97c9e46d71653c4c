"""Remedies: what an authority asks for when a promise is not kept, what the supplier replies, and what came of it."""
