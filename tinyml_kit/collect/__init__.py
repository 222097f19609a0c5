"""From one's own sensor to labelled files: taken off a serial line, counted, and written whole.

| step | module |
|---|---|
| one recording off the line, and what was lost of it | `take` |
| files: a folder a label, names with person and session | `labelled` |
| boards that are simulated, with a file as their sensor | `simulated` |
| a sketch that watches a sensor with a network, and says what it makes of it | `watch` |

`datasets.motion.of_folder` and `datasets.speech.of_folder` read what this writes.
"""

from tinyml_kit.collect.labelled import CollectError, Labelled
from tinyml_kit.collect.take import Recorder, Take

__all__ = ["CollectError", "Labelled", "Recorder", "Take"]
