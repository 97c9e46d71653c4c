"""Open data: published notices come in as draft tenders, and nothing of them is lost."""
