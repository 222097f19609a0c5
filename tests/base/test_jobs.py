import os
import signal
import subprocess
import sys
import threading

import pytest

from tinyml_kit.base.jobs import JobsError, Working, ends_with, require_jobs


@pytest.mark.parametrize("jobs", [1, 64, -1])
def test_a_number_of_cores_or_all_of_them_pass(jobs):
    assert require_jobs(jobs) == jobs


@pytest.mark.parametrize("jobs", [0, -2])
def test_no_cores_and_other_negative_numbers_are_refused(jobs):
    with pytest.raises(JobsError, match=f"jobs is {jobs}; give a number of cores from 1, or -1"):
        require_jobs(jobs)


#: joblib starts both processes, and one of them may never get a task.
ONE_TASK_ON_TWO_CORES = """
import os, time
from joblib import Parallel, delayed
from tinyml_kit.base.jobs import ends_with
parallel = Parallel(n_jobs=2, initializer=ends_with, initargs=(os.getpid(),))
parallel(delayed(abs)(number) for number in (1,))
print("started", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_processes_of_joblib_end_with_a_program_that_is_killed_though_they_got_no_task():
    program = subprocess.Popen(
        [sys.executable, "-c", ONE_TASK_ON_TWO_CORES], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "started\n"
    program.send_signal(signal.SIGKILL)
    # The pipe is closed when the last process that inherited it has ended.
    program.communicate(timeout=60)
    assert program.returncode == -signal.SIGKILL


def test_a_process_that_works_by_threads_goes_on():
    before = threading.active_count()
    ends_with(os.getpid())
    assert threading.active_count() == before


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
