"""The record of every change: who did what, when, why, from what to what; it can only grow."""
