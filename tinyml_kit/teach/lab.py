"""What JupyterLab does otherwise when the kit starts it: a module that its server loads.

One line tells the address; a notebook is saved without what cannot be shown again.
"""

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

WIDGET = "application/vnd.jupyter.widget-view+json"
SLIDERS = "Run this cell for its sliders.\n"


def _load_jupyter_server_extension(server: "ServerApp") -> None:
    """Take part in a Jupyter server: called by it once, before it serves."""
    server.contents_manager.register_pre_save_hook(forget_widgets)
    # The server would tell the address in six lines of its own.
    server.identity_provider.token_generated = False
    server.io_loop.add_callback(say_address, server)
    encrypt(server)


def encrypt(server: "ServerApp") -> None:
    """Let the server and its kernels encrypt what they say to each other, where they can.

    On a computer that several people use nobody else shall read it, and a kernel that does not
    encrypt prints a warning.
    """
    import zmq

    if zmq.has("curve"):
        server.kernel_manager.config.KernelManager.transport_encryption = "auto"


def say_address(server: "ServerApp") -> None:
    """Print where the first page is, and how the server is stopped."""
    token = server.identity_provider.token
    page = urljoin(server.connection_url, server.default_url)
    address = f"{page}?{urlencode({'token': token})}" if token else page
    print(f"Open {address} ; stop with Ctrl-C", file=sys.stderr, flush=True)


def forget_widgets(model: dict, **_: object) -> None:
    """Take out of a notebook, before it is saved, the widgets that live in its kernel only.

    Opened again they would say "Error displaying widget: model not found". In the place of sliders
    and lists comes a sentence; a bar that showed progress goes. Pictures stay.

    Parameters
    ----------
    model : dict
        As Jupyter's server saves it; changed in place.
    """
    if model.get("type") != "notebook":
        return
    notebook = model["content"]
    notebook["metadata"].pop("widgets", None)
    for cell in notebook["cells"]:
        if "outputs" in cell:
            kept = [_lasting(output) for output in cell["outputs"]]
            cell["outputs"] = [output for output in kept if output is not None]


def _lasting(output):
    """Return an output as it can be shown again, or None if nothing of it can."""
    data = output.get("data", {})
    if WIDGET not in data:
        return output
    # Controls print as calls, VBox(children=…); a bar as what it showed when it began.
    words = "".join(data.get("text/plain", ""))
    if not re.match(r"\w+\(", words):
        return None
    return {"output_type": "stream", "name": "stdout", "text": SLIDERS}
