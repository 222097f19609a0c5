"""Frames of any detector: from a file to a verdict, and the sets that its network learns from."""
