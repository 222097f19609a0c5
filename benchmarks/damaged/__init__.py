"""Damaged models: made from sound ones, and judged."""
