"""Networks of authorities that share sums by consent, and bodies that follow one another."""
