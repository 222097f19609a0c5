"""Layers as C."""
