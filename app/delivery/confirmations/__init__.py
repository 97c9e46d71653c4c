"""Confirmations: a school or a charity says by a one-time link, with no account, whether what is claimed came about."""
