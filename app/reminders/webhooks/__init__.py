"""Subscriptions: what happens to an organisation's contracts is posted, signed, to addresses of its own."""
