"""Scrutiny: how firm a result is, what changed since the one before, what was at stake, how the panel marked."""
