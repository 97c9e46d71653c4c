"""The play from the first act to the last, and what it leaves behind."""
