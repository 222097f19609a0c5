import pytest

from tinyml_kit.jobs import JobsError, require_jobs


@pytest.mark.parametrize("jobs", [1, 64, -1])
def test_a_number_of_cores_or_all_of_them_pass(jobs):
    assert require_jobs(jobs) == jobs


@pytest.mark.parametrize("jobs", [0, -2])
def test_no_cores_and_other_negative_numbers_are_refused(jobs):
    with pytest.raises(JobsError, match=f"jobs is {jobs}; give a number of cores from 1, or -1"):
        require_jobs(jobs)
