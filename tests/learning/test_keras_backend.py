import os
import subprocess
import sys

import pytest

from tinyml_kit.learning.keras_backend import silence


def run(code):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TF_", "CUDA_"))}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=300
    )


def test_importing_tensorflow_prints_nothing():
    done = run("from tinyml_kit.learning.keras_backend import keras, tf; print(keras.__name__)")
    assert (done.returncode, done.stdout, done.stderr) == (0, "tf_keras\n", "")


def test_judging_and_baselines_do_not_load_tensorflow():
    done = run(
        "import sys\n"
        "from tinyml_kit.learning import baselines, bootstrap, evaluation, split\n"
        "from tinyml_kit.course import plots, widgets\n"
        "assert 'tensorflow' not in sys.modules"
    )
    assert done.returncode == 0, done.stderr


def test_silence_ends_with_its_block_even_after_an_exception(capfd):
    with pytest.raises(KeyError), silence():
        os.write(2, b"hidden")
        raise KeyError
    os.write(2, b"seen")
    assert capfd.readouterr().err == "seen"


def test_one_thread_is_refused_once_tensorflow_has_computed():
    done = run(
        "from tinyml_kit.learning.keras_backend import ThreadsError, one_thread, tf\n"
        "tf.zeros(3) + 1\n"
        "try:\n    one_thread()\n"
        "except ThreadsError as error:\n    print(error)"
    )
    assert "restart the kernel" in done.stdout, done.stderr


def test_one_thread_may_be_asked_for_twice():
    done = run(
        "from tinyml_kit.learning.keras_backend import one_thread, tf\n"
        "one_thread(); one_thread(); tf.zeros(3) + 1; one_thread()\n"
        "print(tf.config.threading.get_intra_op_parallelism_threads())"
    )
    assert done.stdout == "1\n", done.stderr
