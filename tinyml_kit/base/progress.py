"""Progress bars for somebody who watches, and nothing for nobody.

tqdm knows whether a terminal is watched, but in a notebook it always draws, and a chapter
executed from the command line would then be stored with the remains of a bar.
"""

import os
import sys


def in_live_notebook():
    """Tell whether this kernel serves a notebook that somebody has open.

    Jupyter's server, VS Code and Colab leave a sign in their kernels; a notebook executed by
    nbclient, nbconvert, papermill or nbval has none.
    """
    if "ipykernel" not in sys.modules:
        return False
    signs = ("JPY_SESSION_NAME", "VSCODE_PID")
    return any(os.environ.get(sign) for sign in signs) or "google.colab" in sys.modules


def progress(steps, **how):
    """Return `steps` wrapped in a progress bar, if a live notebook or a terminal shows it.

    Parameters
    ----------
    steps : iterable
    **how
        Passed to tqdm: desc, unit, total.
    """
    from tqdm.auto import tqdm  # here, because it costs half of what a short command takes

    # None lets tqdm look whether its output is a terminal.
    disable = None if "ipykernel" not in sys.modules else not in_live_notebook()
    return tqdm(steps, disable=disable, **how)
