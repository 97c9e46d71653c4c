"""SQL of publication: statements, entries of the feed, and what they make visible."""
