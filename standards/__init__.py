"""Holds what Makegood hands out to the standards it claims, with validators that are not its own; never part of it."""
