"""The Makegood service: the world around the scoring library."""
