"""Evaluation: marks with reasons, the panel's agreed marks, and the exact result computed from them."""
