"""How a command ends when it is told to: with one line, soon, and nothing of it stays behind.

SIGTERM, a closed terminal and Ctrl-\\ become what Ctrl-C is, an exception, so that every `with`
cleans up. What has not ended after `PATIENCE` is killed.
"""

import contextlib
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator

from tinyml_kit.base import children, temporary

#: Seconds for cleaning up; a command has to end within two.
PATIENCE = 1.2
_STOPS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
#: Set once the program says why it ends.
told = threading.Event()


class Stopped(KeyboardInterrupt):
    """A signal that ends the program.

    number : of the signal
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def __str__(self) -> str:
        return "Ctrl-C" if self.number == signal.SIGINT else signal.Signals(self.number).name


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn the signals that end a program into `Stopped` while the block runs."""
    known = [getattr(signal, name) for name in _STOPS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # One that the caller lets be ignored, as nohup does, stays so.
    before = {number: signal.getsignal(number) for number in known}
    heard = [number for number in known if before[number] != signal.SIG_IGN]

    def stop(number, frame):
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        warnings.simplefilter("ignore")  # libraries', about work that was given up
        watch = threading.Timer(PATIENCE, _end, [number])
        watch.daemon = True
        watch.start()
        raise Stopped(number)

    for number in heard:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in heard:
            if signal.getsignal(number) is stop:
                signal.signal(number, before[number])


def _end(number):
    """End the process without waiting for anything, with the line if it has not been said."""
    children.kill_all()
    for process in _workers():
        with contextlib.suppress(OSError):
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    temporary.remove_all()
    if not told.is_set():
        with contextlib.suppress(OSError):
            os.write(2, f"tinyml-kit: stopped by {Stopped(number)}.\n".encode())
    os._exit(128 + number)


def _workers():
    """Return the numbers of joblib's processes."""
    loky = sys.modules.get("joblib.externals.loky.reusable_executor")
    executor = getattr(loky, "_executor", None)
    return list(getattr(executor, "_processes", None) or ())
