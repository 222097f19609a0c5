"""The places where a model can run. Each builds it, runs it on inputs and reports what it took."""
