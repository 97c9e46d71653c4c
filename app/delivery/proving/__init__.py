"""What proves a commitment: its plan of evidence, and what the engine made of the files of a claim."""
