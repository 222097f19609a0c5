"""Sketches: made from a model, compiled, uploaded, or run on simulated boards."""
