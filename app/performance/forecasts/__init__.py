"""Forecasts: whether each promise of a contract can still be kept, and what to look at while it can be mended."""
