"""The CSPAD: where each of its 32 sensors lies in an assembled image."""

import functools

import numpy as np

from tinyml_kit.base.errors import BadInput

SHAPE = (1765, 1765)
"""Rows and columns of an assembled image, as in CXIDB entry 76."""

PIXEL_SIZE_M = 110e-6
"""Side of a pixel in metres, which is also the distance of neighbouring pixels."""

STACK_SHAPE = (32, 185, 388)
"""Sensors in read-out order (quadrant by quadrant, eight each), slow axis, fast axis."""

# A sensor has two chips of 194 columns; the wide pixels between them take up three columns.
_CHIP_COLUMNS = 194
_CHIP_GAP = 3

# The upper right quadrant, in pixels from its inner corner: each sensor's left edge (to the right),
# its lower edge (upwards), and its rotation in quarter turns. An edge may be negative, because the
# inner corner is a nominal point; no two sensors overlap.
_SENSORS = (
    (3, 209, 0),
    (3, 3, 0),
    (210, 427, -1),
    (4, 427, -1),
    (429, 424, 2),
    (429, 630, 2),
    (613, -2, -1),
    (406, -2, -1),
)

# The inner corner of that quadrant, to the right of the beam and above it. The other quadrants are
# copies, turned about the beam by quarter turns: a pinwheel with a square hole.
_CORNER_RIGHT, _CORNER_UP = -12, 37


class StackError(BadInput):
    """An array that is not a stack of CSPAD sensors."""


def assemble(stack: np.ndarray) -> np.ndarray:
    """Arrange the 32 sensors of a CSPAD in one image, seen along the beam.

    Parameters
    ----------
    stack : (32, 185, 388) array of integer or float
        Sensors in read-out order: quadrants 0 to 3 (upper left, upper right, lower right,
        lower left), eight sensors each. Any unit.

    Returns
    -------
    (1765, 1765) array of the stack's dtype. Every pixel of the stack appears once. The gaps
    between sensors and the hole for the beam are 0; `active_mask` tells them from dark pixels.
    The beam is nominally at row 882, column 882.

    Raises
    ------
    StackError
        If the shape is wrong, the dtype is not a number, or a value is not finite.

    Notes
    -----
    Nominal geometry: sensors are placed on whole pixels and rotated by quarter turns only. Real
    sensors are tilted by up to 0.4 degrees, and quadrants are moved between runs. Spot positions
    to better than a few pixels need the run's own metrology. The layout of the sensors in a
    quadrant follows published metrology of the CXI instrument (the camera is described by Hart
    et al., "The CSPAD megapixel x-ray camera at LCLS", Proc. SPIE 8504, 2012). The distance of
    the quadrants, a hole of 8.7 mm, is fitted to the roundness of the water ring in published
    frames (thermolysin, Hattne et al., Nature Methods 11, 2014), to about a millimetre.
    """
    stack = np.asarray(stack)
    _require_stack(stack)
    image = np.zeros(SHAPE, stack.dtype)
    for number, sensor in enumerate(stack):
        for chip, place in zip((0, 1), _places(image, number), strict=True):
            place[...] = sensor[:, chip * _CHIP_COLUMNS :][:, :_CHIP_COLUMNS]
    return image


@functools.cache
def panel_map() -> np.ndarray:
    """Return which sensor each pixel of an image belongs to.

    Returns
    -------
    (1765, 1765) read-only int8: the sensor's number 0..31, or -1 where no sensor lies.
    """
    image = np.full(SHAPE, -1, np.int8)
    for number in range(STACK_SHAPE[0]):
        for place in _places(image, number):
            place[...] = number
    image.flags.writeable = False
    return image


@functools.cache
def active_mask() -> np.ndarray:
    """Return where an image has active pixels, as a read-only (1765, 1765) array of bool."""
    mask = panel_map() >= 0
    mask.flags.writeable = False
    return mask


def _places(image, number):
    """Return writable views of the two (185, 194) chips of a sensor within the image."""
    quadrant, sensor = divmod(number, len(_SENSORS))
    left, lower, turns = _SENSORS[sensor]
    slow, fast = STACK_SHAPE[1], STACK_SHAPE[2] + _CHIP_GAP
    height, width = (fast, slow) if turns % 2 else (slow, fast)
    # A view of the image, turned so that this quadrant is the upper right one.
    turned = np.rot90(image, quadrant - 1)
    top = SHAPE[0] // 2 + 1 - (_CORNER_UP + lower + height)
    column = SHAPE[1] // 2 + _CORNER_RIGHT + left
    tile = turned[top : top + height, column : column + width]
    upright = np.rot90(tile, -turns)
    return upright[:, :_CHIP_COLUMNS], upright[:, _CHIP_COLUMNS + _CHIP_GAP :]


def _require_stack(stack):
    if stack.shape != STACK_SHAPE:
        raise StackError(
            f"CSPAD stack: the shape is {stack.shape}, expected {STACK_SHAPE}; "
            "give all 32 sensors of one shot."
        )
    if stack.dtype.kind not in "iuf":
        raise StackError(
            f"CSPAD stack: the dtype is {stack.dtype}, expected integers or floats; convert it."
        )
    if stack.dtype.kind == "f" and not np.isfinite(stack).all():
        sensor, row, column = np.argwhere(~np.isfinite(stack))[0]
        raise StackError(
            f"CSPAD stack: sensor {sensor}, row {row}, column {column} is NaN or infinite; "
            "replace or mask such pixels first."
        )
