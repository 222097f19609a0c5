"""Techniques that make a network smaller, a technique a file, and their comparison."""
