"""What becomes of a layer on an AVR: which layers have assembly."""

from tinyml_kit.export import avr_convolution, avr_dense

_ADAPTED = {
    "fully_connected.c": avr_dense.adapt,
    "conv_2d.c": avr_convolution.adapt,
    "conv_2d_max_pool_2d.c": avr_convolution.adapt,
}


def adapt(layer):
    """Return a Layer as an AVR computes it; those without assembly stay as they are."""
    return _ADAPTED.get(layer.template, _as_it_is)(layer)


def _as_it_is(layer):
    return layer
