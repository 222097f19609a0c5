"""How JupyterLab behaves when the kit starts it: an extension that its server loads.

One line gives the address; a notebook is saved without outputs that cannot be shown again.
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
    """Set up the extension: the Jupyter server calls this once, before it serves."""
    server.contents_manager.register_pre_save_hook(forget_widgets)
    # The server would print the address in six lines of its own.
    server.identity_provider.token_generated = False
    server.io_loop.add_callback(say_address, server)
    encrypt(server)


def encrypt(server: "ServerApp") -> None:
    """Let the server and its kernels encrypt their messages to each other, where possible.

    On a shared computer nobody else should be able to read them. A kernel that does not encrypt
    prints a warning.
    """
    import zmq

    if zmq.has("curve"):
        server.kernel_manager.config.KernelManager.transport_encryption = "auto"


def say_address(server: "ServerApp") -> None:
    """Print the address of the first page and how to stop the server."""
    token = server.identity_provider.token
    page = urljoin(server.connection_url, server.default_url)
    address = f"{page}?{urlencode({'token': token})}" if token else page
    print(f"Open {address} ; stop with Ctrl-C", file=sys.stderr, flush=True)


def forget_widgets(model: dict, **_: object) -> None:
    """Remove from a notebook, before it is saved, the widgets that exist only in its kernel.

    When reopened, they would say "Error displaying widget: model not found". A sentence replaces
    sliders and lists; progress bars are removed; pictures stay.

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
    # Controls print as calls, VBox(children=…); a progress bar as the text it started with.
    words = "".join(data.get("text/plain", ""))
    if not re.match(r"\w+\(", words):
        return None
    return {"output_type": "stream", "name": "stdout", "text": SLIDERS}
