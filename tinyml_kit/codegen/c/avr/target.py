"""What becomes of a model on an AVR: which layers have assembly, and where constants lie."""

from dataclasses import replace
from functools import partial

from tinyml_kit.codegen.c.avr import convolution, dense

# What an Uno has, less the room for code that every model needs.
FLASH_FOR_WEIGHTS = 28 * 1024
# Addresses of 16 bits reach 64 KB; interrupt vectors and tables of the compiler lie in front.
NEAR = 62 * 1024


def fit(target, layers):
    """Return the target with what depends on the whole model decided.

    Convolutions get their weights into instructions, those with the most places first, as long
    as a model that fits an Uno still does. Constants of more than 64 KB are read as far ones.
    """
    sizes = [sum(one.values.nbytes for one in layer.constants.values()) for layer in layers]
    total, in_code = sum(sizes), set()
    convolutions = filter(None, map(convolution.as_convolution, layers))
    for layer in sorted(convolutions, key=_places, reverse=True):
        code = convolution.bytes_in_code(layer)
        if total + code <= FLASH_FOR_WEIGHTS:
            total += code
            in_code.add(layer.function)
    folders = ("avr/kernels_far", *target.folders) if sum(sizes) > NEAR else target.folders
    return replace(target, folders=folders, adapt=partial(adapt, in_code=in_code))


def adapt(layer, in_code=()):
    """Return a Layer as an AVR computes it; those without assembly stay as they are."""
    if layer.template == "fully_connected.c":
        return dense.adapt(layer)
    return convolution.adapt(layer, layer.function in in_code)


def _places(layer):
    return layer.numbers["OUT_HEIGHT"] * layer.numbers["OUT_WIDTH"]
