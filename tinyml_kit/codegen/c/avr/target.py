"""A model on an AVR: which layers are computed in assembly, and where constants lie."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from tinyml_kit.codegen.c.avr import blocks, convolution, dense
from tinyml_kit.codegen.c.c_layer import CLayer
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.ops.layer import Layer

# The flash of an Uno, less what the code of every model needs.
FLASH_FOR_WEIGHTS = 28 * 1024
# Addresses of 16 bits reach 64 KB; interrupt vectors and the compiler's tables come first.
NEAR = 62 * 1024


def fit(target: Target, layers: Sequence[Layer]) -> Target:
    """Return the target, with what depends on the whole model decided.

    Weights of convolutions are put into instructions, those with the most places first, as long
    as a model that fits an Uno still does; then, in the same order, those that suit go by blocks.
    Constants of more than 62 KB are read as far ones.
    """
    sizes = [layer.constant_bytes for layer in layers]
    total = sum(sizes)
    convolutions = filter(None, map(convolution.as_convolution, layers))
    ordered = sorted(convolutions, key=_places, reverse=True)
    in_code, in_blocks = set(), set()
    for layer in ordered:
        code = convolution.bytes_in_code(layer)
        if total + code <= FLASH_FOR_WEIGHTS:
            total += code
            in_code.add(layer.name)
    for layer in ordered:
        if layer.name in in_code and blocks.suits(layer):
            more = blocks.bytes_of_code(layer) - convolution.bytes_in_code(layer)
            if total + more <= FLASH_FOR_WEIGHTS:
                total += more
                in_blocks.add(layer.name)
    folders = ("avr/kernels_far", *target.folders) if sum(sizes) > NEAR else target.folders
    return replace(
        target, folders=folders, adapt=partial(adapt, in_code=in_code, in_blocks=in_blocks)
    )


def adapt(layer: CLayer, in_code: Collection[str] = (), in_blocks: Collection[str] = ()) -> CLayer:
    """Return a Layer as an AVR computes it; those without assembly stay as they are."""
    if (layer.kernel, layer.element) == ("fully_connected", "int8"):
        return dense.adapt(layer)
    return convolution.adapt(layer, layer.name in in_code, layer.name in in_blocks)


def _places(layer):
    return layer.sizes["OUT_HEIGHT"] * layer.sizes["OUT_WIDTH"]
