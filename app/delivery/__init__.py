"""Delivery: what the supplier says was done in a period, with evidence, and what the buyer found proved."""
