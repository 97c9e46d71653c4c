"""A demonstration: one realistic tender, played through the served HTTP API in the roles that people have."""
