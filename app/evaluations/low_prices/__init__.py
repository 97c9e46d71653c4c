"""Abnormally low prices: a price is flagged, its bidder asked and heard, and then somebody decides."""
