"""How many cores to work on, as joblib counts them, and how to wait for its threads."""

import os
import threading
import time

from tinyml_kit.base.errors import BadInput


class JobsError(BadInput):
    """A number of cores that makes no sense."""


def require_jobs(jobs: int) -> int:
    """Return `jobs` if it is an integer from 1, or -1 for all cores.

    Raises
    ------
    JobsError
        If it is another number.
    """
    if jobs != -1 and jobs < 1:
        raise JobsError(f"jobs is {jobs}; give a number of cores from 1, or -1 for all.")
    return jobs


def ends_with(parent: int) -> None:
    """End this process soon after the one of that number, which started it, was killed.

    It is joblib's `initializer`, so that a process that never got a task ends, too. Where joblib
    uses threads, there is nothing to end.
    """
    if os.getpid() == parent:
        return

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Working:
    """Counts the tasks that threads of this process are running; each uses ``with working:``.

    joblib abandons its threads when a task fails or somebody presses Ctrl-C. A thread abandoned
    while it reads HDF5 keeps that library's lock, and the interpreter then waits for the lock for
    ever when it exits.
    """

    #: Seconds to wait for a thread to end after its last task; threads of a cluster stay alive.
    PATIENCE = 1.0

    def __init__(self) -> None:
        self._tasks = 0
        self._threads: set[threading.Thread] = set()
        self._changed = threading.Condition()

    def __enter__(self):
        with self._changed:
            self._tasks += 1
            self._threads.add(threading.current_thread())

    def __exit__(self, *problem):
        with self._changed:
            self._tasks -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Return when no task is running and the threads have had time to end."""
        with self._changed:
            self._changed.wait_for(lambda: not self._tasks)
            threads = self._threads - {threading.current_thread()}
            self._threads = set()
        for thread in threads:
            thread.join(self.PATIENCE)
