"""How many cores to work on, as joblib counts them."""

from tinyml_kit.errors import BadInput


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
