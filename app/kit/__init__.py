"""Mechanics of the service, with no procurement noun in them."""
