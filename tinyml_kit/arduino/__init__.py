"""Sketches: compiled, uploaded, or run on simulated boards."""
