"""Every place where a model can run: each builds it, runs it on inputs, and tells what it took."""
