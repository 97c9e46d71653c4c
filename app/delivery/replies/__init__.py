"""What is asked and answered about a claim: questions of the buyer, replies to a decision, and the days for them."""
