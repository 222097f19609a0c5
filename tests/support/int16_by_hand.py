"""int16 models made by hand, for branches of kernels that random models seldom or never reach.

As in `models_by_hand`, each function adds operators to a Maker.
"""

from tests.support.layers_by_hand import pair


def fine_outputs(m):
    """Outputs finer than what is computed: it is shifted to the left."""
    x, y = m.input((1, 5, 6, 4)), m.input((1, 5, 6, 4))
    pair(m, "MUL", x, y, x.scale * y.scale / 1.5)
    # As fine as both are brought to before: only where they cancel is the result no limit.
    for name in ("ADD", "SUB"):
        pair(m, name, x, y, max(x.scale, y.scale) * 3 * 2.0**-15)


MODELS = (fine_outputs,)
