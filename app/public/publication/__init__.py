"""Whether an authority publishes, and what: switched on, changed and off by its admin, every statement of it kept."""
