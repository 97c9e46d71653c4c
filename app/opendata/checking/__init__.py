"""Checking open data: by the official schemas that somebody points at, and by rules of our own that need none."""
