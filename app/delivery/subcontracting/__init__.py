"""Subcontracting: a firm further down reports its part of a promise through the supplier of the contract."""
