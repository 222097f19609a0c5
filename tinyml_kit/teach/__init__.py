"""Notebooks as files: chapters, the reader's own copy, assignments, who has done what, slides."""
