"""Releases: what of a contracting process may be read by everybody, step by step, and the record they make together."""
