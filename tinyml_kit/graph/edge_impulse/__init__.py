"""C++ libraries that Edge Impulse exports, read as models; nothing in them is compiled or run.

| module | what it reads |
|---|---|
| `library` | a folder, a .zip or one file of an export: which models are in it |
| `compiled` | a model as C++ tables, as its EON compiler writes it |
| `options` | the settings of operators in those tables |
| `metadata` | labels, frequency and the settings of the signal processing |

`load` gives a .tflite, which every part of the kit takes: `graph.tflite.read`, the ladder, the
commands.
"""

from tinyml_kit.graph.edge_impulse.library import Export, load

__all__ = ["Export", "load"]
