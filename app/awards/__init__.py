"""Awards: who won each lot, why, and until when the contract must wait."""
