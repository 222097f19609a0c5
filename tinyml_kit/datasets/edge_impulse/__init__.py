"""Recordings in the formats of Edge Impulse, without an account: read and written.

| module | what |
|---|---|
| `acquisition` | one recording: its Data Acquisition format, as JSON or CBOR, with its signature |
| `labels` | `info.labels`, which says what the files of a folder are |
| `folder` | a folder of recordings with or without `info.labels`, as `Motions`, and back |

The formats are public (docs.edgeimpulse.com: Data acquisition format; Uploader). What they allow
and the kit does not read is refused by its name: values in attachments, bounding boxes, labels
that change within a recording.
"""

from tinyml_kit.datasets.edge_impulse.acquisition import (
    Acquisition,
    EdgeImpulseError,
    read,
    write,
)
from tinyml_kit.datasets.edge_impulse.folder import of_folder, write_folder
from tinyml_kit.datasets.edge_impulse.labels import Entry, has_labels, labels_text, read_labels

__all__ = [
    "Acquisition",
    "EdgeImpulseError",
    "Entry",
    "has_labels",
    "labels_text",
    "of_folder",
    "read",
    "read_labels",
    "write",
    "write_folder",
]
