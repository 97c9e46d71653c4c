"""People, the roles they hold in one organisation, and the keys that prove who is calling."""
