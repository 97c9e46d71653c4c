"""The portfolio: sums of what was promised, due and delivered, by party, measure and period, and what they teach."""
