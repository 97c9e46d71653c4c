"""Signatures of documents: with which certificate, when, which digests before and after, and why one failed."""
