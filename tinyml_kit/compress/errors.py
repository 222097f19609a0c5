"""What compression refuses, and what it achieves nothing with."""

from tinyml_kit.base.errors import BadInput


class CompressError(BadInput):
    """A network, examples or settings that a technique cannot work with."""


class NoEffect(CompressError):
    """A technique ran and changed nothing, or lost what an earlier one had achieved."""
