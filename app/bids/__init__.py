"""Bids: what a supplier answers and pledges, sealed until the tender is closed."""
