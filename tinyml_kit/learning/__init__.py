"""Networks, their training, the baselines they must beat, and the judge of both."""
