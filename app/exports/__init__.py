"""The record of an evaluation or of a contract as one archive: everything, with digests, for whoever keeps the file."""
