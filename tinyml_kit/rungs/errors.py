"""How a rung refuses."""

from tinyml_kit.base.errors import BadInput


class DeviceError(BadInput):
    """A rung that could not build or run a model."""


class RungMissing(DeviceError):
    """A rung that cannot run on this machine. The message says how to get what is missing."""


class TooLarge(DeviceError):
    """A model that is too large for a board."""
