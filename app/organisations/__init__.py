"""Authorities and suppliers: who they are, by identifiers that others can look up."""
