"""Recordings of motion: CSV files of one's own, and gestures of simulated people.

They become `Motions`, with who moved, so that `datasets.people` can split them.
"""

from tinyml_kit.datasets.motion.folder import of_folder
from tinyml_kit.datasets.motion.gestures import simulated
from tinyml_kit.datasets.motion.reading import Table, read_csv
from tinyml_kit.datasets.motion.recordings import Motions, MotionSetError, in_counts
from tinyml_kit.datasets.motion.table import of_table

__all__ = [
    "MotionSetError",
    "Motions",
    "Table",
    "in_counts",
    "of_folder",
    "of_table",
    "read_csv",
    "simulated",
]
