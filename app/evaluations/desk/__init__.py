"""An evaluator's desk: marks in draft, for their own eyes, until they submit them."""
