"""How many cores to work on, as joblib counts them, and threads that have to come to an end."""

import threading

from tinyml_kit.base.errors import BadInput


class JobsError(BadInput):
    """A number of cores that nothing can be done with."""


def require_jobs(jobs):
    """Return `jobs` if it is a whole number from 1, or -1 for all cores.

    Raises
    ------
    JobsError
        If it is another number.
    """
    if jobs != -1 and jobs < 1:
        raise JobsError(f"jobs is {jobs}; give a number of cores from 1, or -1 for all.")
    return jobs


class Working:
    """Knows the tasks that threads of this process are in: ``with working:`` in each of them.

    joblib leaves its threads where they are when a task fails or somebody presses Ctrl-C. One that
    is left in the middle of reading HDF5 keeps that library's lock, for which the interpreter then
    waits at its end, for ever.
    """

    #: Seconds that a thread is given to end, once it is in no task; threads of a cluster stay.
    PATIENCE = 1.0

    def __init__(self):
        self._tasks, self._threads, self._changed = 0, set(), threading.Condition()

    def __enter__(self):
        with self._changed:
            self._tasks += 1
            self._threads.add(threading.current_thread())

    def __exit__(self, *problem):
        with self._changed:
            self._tasks -= 1
            self._changed.notify_all()

    def wait(self):
        """Return when no thread is in a task, and those that are to end have ended."""
        with self._changed:
            self._changed.wait_for(lambda: not self._tasks)
            threads = self._threads - {threading.current_thread()}
            self._threads = set()
        for thread in threads:
            thread.join(self.PATIENCE)
