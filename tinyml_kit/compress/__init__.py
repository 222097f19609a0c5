"""Techniques that make a network smaller, one file per technique, and their comparison."""
