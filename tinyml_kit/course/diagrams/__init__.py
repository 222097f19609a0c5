"""Drawings that explain: boxes, arrows and few words, one file per subject."""
