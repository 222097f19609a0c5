"""Subtle faults for `benchmarks/mutation.py`: making them, choosing some, judging them by tests."""
