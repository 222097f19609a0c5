"""One function per operator that moves elements, as in `random_operators`."""

import numpy as np

from tests.support import whole_numbers

LARGEST = 1200  # elements of a tensor, as in `random_operators`


def axis_of(m, x, named=True):
    """Return an axis, and the number under which a file may name it."""
    axis = m.int(0, len(x.shape) - 1)
    return axis, axis - len(x.shape) if named and m.chance(0.3) else axis


def pack(m):
    x = m.pick(where=lambda value: len(value.shape) <= 3 and value.size <= LARGEST // 3)
    others = [v for v in m.values if (v.shape, v.dtype) == (x.shape, x.dtype)]
    parts = [x, *(m.one_of(*others) for _ in range(m.int(0, 2)))]
    if m.chance(0.2):
        parts.append(m.random_constant(x.shape, x.scale, x.zero_point))
    axis = m.int(0, len(x.shape))
    shape = (*x.shape[:axis], len(parts), *x.shape[axis:])
    named = axis - len(shape) if m.chance(0.3) else axis
    m.operator("PACK", parts, [m.like(x, shape)], axis=named, valuesCount=len(parts))


def strided_slice(m):
    x = m.pick()
    begin, end, strides, shape = [], [], [], []
    masks = {"beginMask": 0, "endMask": 0, "shrinkAxisMask": 0}
    for axis, size in enumerate(x.shape):
        first, step = m.int(0, size - 1), m.one_of(1, 1, 1, 2, 3, -1, -2)
        begin.append(first - size if m.chance(0.3) else first)
        strides.append(step)
        if m.chance(0.2) and sum(n > 1 for n in x.shape[:axis]):
            end.append(first + 1)
            strides[-1] = 1
            masks["shrinkAxisMask"] |= 1 << axis
            continue
        last = m.int(first + 1, size + 1) if step > 0 else m.int(-1, first - 1)
        if step < 0 and last < 0:
            masks["endMask"] |= 1 << axis
        for mask, open_end in (("beginMask", 0), ("endMask", size)):
            if m.chance(0.2):
                masks[mask] |= 1 << axis
                first = (open_end if step > 0 else size - 1) if mask == "beginMask" else first
                last = (open_end if step > 0 else -1) if mask == "endMask" else last
        end.append(last)
        stop = None if last < 0 else last
        shape.append(len(range(size)[first:stop:step]))
    if not shape or min(shape) < 1:
        return slice_(m, x)
    bounds = [m.integers(values) for values in (begin, end, strides)]
    m.operator("STRIDED_SLICE", [x, *bounds], [m.like(x, shape)], **masks)


def slice_(m, x=None):
    x = x or m.pick()
    begin = [m.int(0, size - 1) for size in x.shape]
    shape = [m.int(1, size - first) for first, size in zip(begin, x.shape, strict=True)]
    rests = (n == size - at for n, size, at in zip(shape, x.shape, begin, strict=True))
    named = [-1 if rest and m.chance(0.4) else n for n, rest in zip(shape, rests, strict=True)]
    m.operator("SLICE", [x, m.integers(begin), m.integers(named)], [m.like(x, shape)])


def parts_of(m, x, axis, sizes, keep=True):
    """Return the outputs of a cut along an axis."""
    middles = [(size,) if keep else () for size in sizes]
    return [m.like(x, (*x.shape[:axis], *middle, *x.shape[axis + 1 :])) for middle in middles]


def split(m):
    x = m.pick()
    axis, named = axis_of(m, x)
    count = m.one_of(*(n for n in range(1, 5) if x.shape[axis] % n == 0))
    outputs = parts_of(m, x, axis, [x.shape[axis] // count] * count)
    inputs = [m.constant(np.array(named, np.int32)), x]
    m.operator("SPLIT", inputs, outputs, numSplits=count)


def split_v(m):
    x = m.pick()
    axis, named = axis_of(m, x)
    cuts = {m.int(1, x.shape[axis]) for _ in range(m.int(0, 2))} | {x.shape[axis]}
    sizes = np.diff([0, *sorted(cuts)]).tolist()
    written = list(sizes)
    if m.chance(0.3):
        written[m.int(0, len(written) - 1)] = -1
    inputs = [x, m.integers(written), m.constant(np.array(named, np.int32))]
    m.operator("SPLIT_V", inputs, parts_of(m, x, axis, sizes), numSplits=len(sizes))


def unpack(m):
    x = m.pick(where=lambda value: len(value.shape) >= 2 and min(value.shape) <= 4)
    axis = m.one_of(*(axis for axis, size in enumerate(x.shape) if size <= 4))
    named = axis - len(x.shape) if m.chance(0.3) else axis
    outputs = parts_of(m, x, axis, [1] * x.shape[axis], keep=False)
    m.operator("UNPACK", [x], outputs, axis=named, num=len(outputs))


def transpose(m):
    x = m.pick()
    order = m.rng.permutation(len(x.shape)).tolist()
    m.operator("TRANSPOSE", [x, m.integers(order)], [m.like(x, [x.shape[a] for a in order])])


def reverse_v2(m):
    x = m.pick()
    axis, named = axis_of(m, x)
    m.operator("REVERSE_V2", [x, m.integers([named])], [m.like(x, x.shape)])


def broadcast_to(m):
    x = m.pick(where=lambda value: value.size <= LARGEST // 6)
    shape = [m.int(1, 3) if n == 1 and m.chance(0.5) else n for n in x.shape]
    if len(shape) < 4 and m.chance(0.4):
        shape = [m.int(1, 2), *shape]
    m.operator("BROADCAST_TO", [x, m.integers(shape)], [m.like(x, shape)])


def depth_to_space(m):
    x = m.pick(rank=4, where=lambda value: any(value.shape[3] % n**2 == 0 for n in (1, 2)))
    block = m.one_of(*(n for n in (1, 2) if x.shape[3] % n**2 == 0))
    batch, height, width, depth = x.shape
    shape = (batch, height * block, width * block, depth // block**2)
    m.operator("DEPTH_TO_SPACE", [x], [m.like(x, shape)], blockSize=block)


def space_to_depth(m):
    x = m.pick(rank=4)
    batch, height, width, depth = x.shape
    block = m.one_of(*(n for n in (1, 2, 3) if height % n == width % n == 0))
    shape = (batch, height // block, width // block, depth * block**2)
    m.operator("SPACE_TO_DEPTH", [x], [m.like(x, shape)], blockSize=block)


def gather(m):
    x = m.pick()
    axis, named = axis_of(m, x)
    count = m.int(1, max(1, min(5, LARGEST * x.shape[axis] // x.size)))
    indices = m.rng.integers(0, x.shape[axis], count)
    shape = (*x.shape[:axis], count, *x.shape[axis + 1 :])
    m.operator("GATHER", [x, m.integers(indices)], [m.like(x, shape)], axis=named)


def gather_nd(m):
    x = m.pick()
    depth = m.int(1, min(len(x.shape), 5))
    run = int(np.prod(x.shape[depth:]))
    count = m.one_of((m.int(1, max(1, min(6, LARGEST // run))),), (1, m.int(1, 3)))
    indices = m.rng.integers(0, x.shape[:depth], (*count, depth))
    m.operator("GATHER_ND", [x, m.integers(indices)], [m.like(x, (*count, *x.shape[depth:]))])


def embedding_lookup(m):
    x = m.pick(where=lambda value: len(value.shape) >= 2)
    run = x.size // x.shape[0]
    rows = m.rng.integers(0, x.shape[0], m.int(1, max(1, min(5, LARGEST // run))))
    y = m.like(x, (len(rows), *x.shape[1:]))
    m.operator("EMBEDDING_LOOKUP", [m.integers(rows), x], [y])


def fill(m):
    """With a number that is cut out of a tensor."""
    x = m.pick()
    one, bounds = m.like(x, ()), [np.zeros(len(x.shape)), np.ones(len(x.shape))]
    # Operators along axes do not take it.
    m.values.remove(one)
    begin, end = (m.integers(values) for values in bounds)
    shrunk = 2 ** len(x.shape) - 1
    m.operator("STRIDED_SLICE", [x, begin, end, end], [one], shrinkAxisMask=shrunk)
    shape = m.shape(m.int(1, 4))
    m.operator("FILL", [m.integers(shape), one], [m.like(x, shape)])


def dynamic_update_slice(m):
    x = m.pick()
    begin, shape = np.zeros(len(x.shape)), [m.int(1, n) for n in x.shape]
    part = m.like(x, shape)
    m.operator("SLICE", [x, m.integers(begin), m.integers(shape)], [part])
    start = [m.int(-1, n) for n in x.shape]
    m.operator("DYNAMIC_UPDATE_SLICE", [x, part, m.integers(start)], [m.like(x, x.shape)])


def space_to_batch_nd(m):
    x = m.pick(where=lambda value: len(value.shape) in (3, 4) and value.size <= LARGEST // 3)
    block, margins, size = [], [], []
    for n in x.shape[1:-1]:
        block.append(m.int(1, 3))
        # The interpreter pads with 0, whatever that stands for.
        before = m.int(0, 2) if m.float or x.zero_point == 0 else 0
        rest = -(n + before) % block[-1]
        if rest and not (m.float or x.zero_point == 0):
            block[-1], rest = 1, 0
        margins.append([before, rest])
        size.append((n + before + rest) // block[-1])
    shape = (x.shape[0] * int(np.prod(block)), *size, x.shape[-1])
    y = m.like(x, shape)
    m.operator("SPACE_TO_BATCH_ND", [x, m.integers(block), m.integers(margins)], [y])
    return y, block, margins


def batch_to_space_nd(m):
    y, block, margins = space_to_batch_nd(m)
    if m.chance(0.5):
        margins = [
            [m.int(0, n * b // 3) for _ in (0, 1)]
            for n, b in zip(y.shape[1:-1], block, strict=True)
        ]
    sizes = zip(y.shape[1:-1], block, margins, strict=True)
    shape = (y.shape[0] // int(np.prod(block)), *(n * b - sum(c) for n, b, c in sizes), y.shape[-1])
    z = m.like(y, shape)
    m.operator("BATCH_TO_SPACE_ND", [y, m.integers(block), m.integers(margins)], [z])


def mirror_pad(m):
    x = m.pick(where=lambda value: value.size <= LARGEST // 3)
    edge = m.int(0, 1)
    paddings = [[m.int(0, min(2, n - 1 + edge)) for _ in (0, 1)] for n in x.shape]
    if m.chance(0.8):
        paddings[0] = [0, 0]
    shape = [n + sum(pair) for n, pair in zip(x.shape, paddings, strict=True)]
    m.operator("MIRROR_PAD", [x, m.integers(paddings)], [m.like(x, shape)], mode=edge)


def resize(name):
    def add(m):
        x = m.pick(rank=4, where=lambda value: value.size <= LARGEST // 2)
        most = max(1, int((LARGEST / (x.shape[0] * x.shape[3])) ** 0.5))
        size = [m.int(1, min(most, 3 * n)) for n in x.shape[1:3]]
        how = m.one_of("", "alignCorners", "halfPixelCenters")
        options = {how: True} if how else {}
        y = m.like(x, (x.shape[0], *size, x.shape[3]))
        m.operator(name, [x, m.integers(size)], [y], **options)

    return add


def cast(m):
    """To integers of 32 bits, which are computed with, and back to real numbers, and to truths."""
    x = m.pick()
    whole = m.plain(x.shape, np.int32)
    m.operator("CAST", [x], [whole])
    whole = whole_numbers.computed(m, whole)
    truth = m.plain(x.shape, np.bool_)
    m.operator("CAST", [whole], [truth])
    truth = whole_numbers.moved(m, truth)
    number = m.plain(truth.shape, np.int32)
    m.operator("CAST", [truth], [number])
    real = m.output(x.shape)
    m.operator("CAST", [whole], [real])
    if not m.float:
        m.operator("QUANTIZE", [real], [m.result(x.shape, m.uniform)])


OPERATORS = {
    "STRIDED_SLICE": strided_slice,
    "SLICE": slice_,
    "SPLIT": split,
    "SPLIT_V": split_v,
    "UNPACK": unpack,
    "TRANSPOSE": transpose,
    "REVERSE_V2": reverse_v2,
    "BROADCAST_TO": broadcast_to,
    "DEPTH_TO_SPACE": depth_to_space,
    "SPACE_TO_DEPTH": space_to_depth,
    "GATHER": gather,
    "GATHER_ND": gather_nd,
    "EMBEDDING_LOOKUP": embedding_lookup,
    "SPACE_TO_BATCH_ND": space_to_batch_nd,
    "BATCH_TO_SPACE_ND": batch_to_space_nd,
    "MIRROR_PAD": mirror_pad,
    "RESIZE_NEAREST_NEIGHBOR": resize("RESIZE_NEAREST_NEIGHBOR"),
    "RESIZE_BILINEAR": resize("RESIZE_BILINEAR"),
    "CAST": cast,
}
# They come behind those of `random_maths`.
LATER = {"FILL": fill, "DYNAMIC_UPDATE_SLICE": dynamic_update_slice}
