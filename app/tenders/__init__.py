"""Tenders: what is bought, by which published rubric, until when bids may come."""
