"""Slides made of a chapter."""
