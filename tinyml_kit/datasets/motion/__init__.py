"""Recordings of motion: CSV files of one's own, and gestures of simulated people.

They become `Motions`, with who moved, so that `datasets.people` can split them.
"""

from tinyml_kit.datasets.motion.folder import of_folder
from tinyml_kit.datasets.motion.gestures import simulated
from tinyml_kit.datasets.motion.reading import Table, read_csv
from tinyml_kit.datasets.motion.recordings import Motions, MotionSetError, in_counts

__all__ = ["MotionSetError", "Motions", "Table", "in_counts", "of_folder", "read_csv", "simulated"]
