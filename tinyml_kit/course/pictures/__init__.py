"""Pictures of one subject each; what several chapters draw stands in `course/plots.py`."""
