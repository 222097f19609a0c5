"""From motion to features in integers, as a microcontroller computes them.

| stage | module | what comes out |
|---|---|---|
| filters | `filters` | samples int16, smoother and without gravity |
| windows | `windows` | a window every few samples |
| summary | `summary` | mean, spread, least, most and crossings of each axis |
| spectrum | `spectrum` | how strongly each axis swings at each of a few frequencies |

`front_end` puts them in a row, for a whole recording or for a stream; `in_c` writes the same as C
for any chip. Both give the same integers.
"""

from tinyml_kit.features.motion.front_end import Stream, feature_names, features
from tinyml_kit.features.motion.in_c import export
from tinyml_kit.features.motion.settings import MotionError, Settings

__all__ = ["MotionError", "Settings", "Stream", "export", "feature_names", "features"]
