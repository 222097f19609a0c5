"""Networks, how they are trained, the baselines they must beat, and how both are judged."""
