import threading

import pytest

from tinyml_kit.base.jobs import JobsError, Working, require_jobs


@pytest.mark.parametrize("jobs", [1, 64, -1])
def test_a_number_of_cores_or_all_of_them_pass(jobs):
    assert require_jobs(jobs) == jobs


@pytest.mark.parametrize("jobs", [0, -2])
def test_no_cores_and_other_negative_numbers_are_refused(jobs):
    with pytest.raises(JobsError, match=f"jobs is {jobs}; give a number of cores from 1, or -1"):
        require_jobs(jobs)


def test_waiting_ends_when_every_thread_has_left_its_task_even_by_an_error():
    working, started, go_on, left = Working(), threading.Barrier(3), threading.Event(), []

    def task(number):
        try:
            with working:
                started.wait()
                go_on.wait()
                left.append(number)
                raise ValueError
        except ValueError:
            pass

    threads = [threading.Thread(target=task, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    started.wait()
    threading.Timer(0.05, go_on.set).start()
    working.wait()
    assert sorted(left) == [0, 1]
    working.wait()  # nobody is in it: at once
