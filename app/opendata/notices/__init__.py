"""Notices: drafts for the official platform, each with what its regulation wants ticked element by element."""
