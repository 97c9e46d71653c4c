"""Contracts: every pledge that earned marks, carried over as a commitment or waived by somebody else with a reason."""
