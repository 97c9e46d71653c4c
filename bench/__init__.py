"""Measures Makegood against its rivals and its limits, both sides in one run: `make bench`.

Each module here is one comparison. It offers `TITLE`, a line that says what is compared on the same work, and
`run(rounds)`, which first asserts that both sides computed the same and then yields the lines of its table: medians
of `rounds` interleaved rounds, and the ratio. Trust the ratios of one run; absolute times depend on the machine.
"""
