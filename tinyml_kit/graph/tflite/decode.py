"""TFLM_DECODE: weights that TFLM's compression tool stored as indices into tables of values.

The interpreter decodes them before each use. Here they are decoded when a file is read, and a Graph
holds them as any other constants.

Each output has two inputs of bytes: the indices, of a few bits each, the highest bit first; and a
header of 16 bytes with the tables behind it. Of the header are used: byte 0, the kind (0: tables),
bytes 1 and 4, versions; byte 5, the axis whose slices have a table each (15: one table for all) in
its upper half, and the bits of an index in its lower one; byte 6, the values of a table. The pinned
interpreter takes the axis of the scales instead, so the two have to agree.
"""

import numpy as np

from tinyml_kit.graph.model import GraphError, Tensor

NAME = "TFLM_DECODE"
HEADER = 16
TABLES, VERSION, ONE_TABLE = 0, 1, 15
MOST_BITS = 7
_KINDS = {1: "a Huffman code", 2: "pruning"}


def decoded(inputs: list[Tensor], outputs: list[Tensor]) -> list[np.ndarray]:
    """Return the values of each output.

    Parameters
    ----------
    inputs : constants of uint8: indices, header and tables of each output
    outputs : what the file says of them

    Raises
    ------
    GraphError
        If the header is of another kind or version, or does not fit indices, tables and outputs.
    """
    if len(inputs) != 2 * len(outputs):
        raise GraphError(
            f"it has {len(inputs)} inputs for {len(outputs)} outputs, expected two each"
        )
    pairs = zip(inputs[::2], inputs[1::2], strict=True)
    return [_one(*pair, output) for pair, output in zip(pairs, outputs, strict=True)]


def _one(encoded, ancillary, output):
    for tensor in (encoded, ancillary):
        if tensor.data is None or tensor.dtype != np.uint8:
            raise GraphError(f"its input {tensor.index} is no constant of uint8")
    header, behind = np.split(ancillary.data.ravel(), [HEADER])
    if header.size < HEADER:
        raise GraphError(f"its header has {header.size} bytes, expected {HEADER}")
    if header[0] != TABLES:
        kind = _KINDS.get(int(header[0]), f"kind {header[0]}")
        raise GraphError(
            f"its weights are compressed by {kind}, and the kit reads tables alone; use the model "
            "before it was compressed."
        )
    if header[1] != VERSION or header[4] != VERSION:
        raise GraphError(f"its format is of version {header[1]}.{header[4]}, expected 1.1")
    axis, bits, length = int(header[5]) >> 4, int(header[5]) & 7, int(header[6])
    indices = _indices(encoded.data.ravel(), bits, output)
    scaled = None if output.quantization is None else output.quantization.axis
    if axis != (ONE_TABLE if scaled is None else scaled):
        raise GraphError(
            f"its header asks for {_tables(axis)} and its scales for {_tables(scaled)}, so "
            "interpreters differ on its weights; compress along the axis of the scales."
        )
    slices, place = 1, np.zeros(1, int)
    if scaled is not None:
        slices = output.shape[scaled]
        place = np.arange(slices).reshape([-1] + [1] * (len(output.shape) - scaled - 1))
    size = slices * length * output.dtype.itemsize
    if behind.size < size or indices.max() >= length:
        raise GraphError(
            f"its {slices} tables of {length} values do not fit {behind.size} bytes or the largest "
            f"index, {indices.max()}"
        )
    tables = behind[:size].view(output.dtype).reshape(slices, length)
    return tables[place, indices]


def _tables(axis):
    return "one table" if axis in (None, ONE_TABLE) else f"one for each slice of axis {axis}"


def _indices(packed, bits, output):
    if not 1 <= bits <= MOST_BITS or packed.size * 8 < bits * output.size:
        raise GraphError(f"its {packed.size} bytes hold no {output.size} indices of {bits} bits")
    stored = np.unpackbits(packed)[: bits * output.size].reshape(-1, bits)
    return (stored @ (1 << np.arange(bits)[::-1])).reshape(output.shape)
