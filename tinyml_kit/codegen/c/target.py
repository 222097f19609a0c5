"""What differs between the kinds of chip that C is generated for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.ops.layer import Layer


@dataclass(frozen=True)
class Target:
    """A kind of chip.

    folders : folders beside this file in which templates are looked for, in this order
    index : the C type that counts elements; signed, because windows may start outside an image
    largest : the largest number that this type and an enum can hold
    window : the C type of numbers that are copied, because many dot products read them: int16_t
        where multiplying pairs of them is fast, int8_t where memory is short
    adapt : function (CLayer) -> CLayer
        Called for every layer before its template is filled. It may name another kernel, lay out
        constants in another order, and add sizes and substitutions.
    fit : function (Target, layers) -> Target
        Called once for a model, to decide what depends on all layers together.
    """

    name: str
    folders: tuple = ("kernels",)
    index: str = "int32_t"
    largest: int = 2**31 - 1
    window: str = "int16_t"
    adapt: Callable[[CLayer], CLayer] = lambda layer: layer
    fit: Callable[[Target, Sequence[Layer]], Target] = lambda target, layers: target

    @property
    def copying(self) -> dict[str, str]:
        """Return what templates call $window_type, and the functions that make copies of it."""
        if self.window == "int8_t":
            return {"window_type": self.window, "copy": "memcpy", "fill": "memset"}
        return {"window_type": self.window, "copy": "widen", "fill": "fill_wide"}
