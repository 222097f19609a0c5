"""Progress bars, drawn only in a live notebook or a terminal.

tqdm checks whether its output is a terminal, but in a notebook it always draws. A chapter
executed from the command line would then be saved with the remains of a bar.
"""

import os
import sys
from collections.abc import Iterable
from typing import Any

from tinyml_kit.base.text import one_line


def in_live_notebook() -> bool:
    """Tell whether this kernel serves a notebook that somebody has open.

    Jupyter's server, VS Code and Colab leave a sign in their kernels; a notebook executed by
    nbclient, nbconvert, papermill or nbval has no such sign.
    """
    if "ipykernel" not in sys.modules:
        return False
    signs = ("JPY_SESSION_NAME", "VSCODE_PID")
    return any(os.environ.get(sign) for sign in signs) or "google.colab" in sys.modules


def progress(steps: Iterable[Any] | None, desc: str = "", **how: Any) -> Any:
    """Return `steps` wrapped in a progress bar, if a live notebook or a terminal shows it.

    Parameters
    ----------
    steps : iterable, or None for a bar that its owner moves
    desc : str
        What stands before the bar; it may come from outside, such as the name of a file.
    **how
        Passed to tqdm: unit, total.

    Returns
    -------
    tqdm's bar, an iterable of the steps.
    """
    from tqdm.auto import tqdm  # here, because the import takes half the time of a short command

    # None lets tqdm check whether its output is a terminal.
    disable = None if "ipykernel" not in sys.modules else not in_live_notebook()
    bar = tqdm(steps, disable=disable, **how)
    # Given at the start, it would be taken for HTML by a notebook; given later, tqdm escapes it.
    bar.set_description(one_line(desc), refresh="delay" not in how)
    return bar
