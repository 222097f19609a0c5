"""A listener in C hears what the one in NumPy hears."""

import subprocess
from shutil import which

import numpy as np
import pytest

from tests.support.listeners import small_listener, sound
from tinyml_kit.features.audio import AT_8_KHZ, AudioError, Rule, halving, listener, listening

#: Reads samples; writes number of samples, word and sum of each word that is said.
PROGRAM = """
#include <stdio.h>
#include "ears.h"
#include "model.h"
int main(int count, char **arguments)
{
    int16_t sample;
    uint32_t answered = 0;
    FILE *answers = fopen("answers.bin", "wb");
    (void)arguments;
    if (count > 1)
        for (long i = 0; i < 5000; i++) {
            ears_push((int16_t)(i * 7919));
            if (i == 4999)
                ears_restart();
        }
    for (int32_t i = 1; fread(&sample, 2, 1, stdin); i++) {
        int32_t line[3] = {i, ears_push(sample), 0};
        if (ears_answers() != answered)
            fwrite(model_output(0), 1, model_output_bytes(0), answers);
        answered = ears_answers();
        if (line[1] == EARS_NOTHING)
            continue;
        line[2] = ears_sum((uint8_t)line[1]);
        fwrite(line, 4, 3, stdout);
    }
    return fclose(answers);
}
"""
HALVING = """
#include <stdio.h>
#include "halving.h"
int main(void)
{
    int16_t pair[2];
    while (fread(pair, 2, 2, stdin) == 2) {
        const int16_t half = halved(pair[0], pair[1]);
        fwrite(&half, 2, 1, stdout);
    }
    return 0;
}
"""


def compiled(folder, program, *sources):
    compiler = which("gcc") or which("clang")
    if compiler is None:
        pytest.skip("toolchain: gcc or clang is not installed")
    (folder / "main.c").write_text(program, encoding="utf-8")
    subprocess.run(
        [compiler, "-std=c99", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined,address",
         "main.c", *sources, "-lm", "-o", "main"],
        cwd=folder, check=True, timeout=120,
    )  # fmt: skip
    return folder / "main"


@pytest.mark.parametrize(
    "rule",
    [
        Rule(every=3, windows=2, threshold=0.3, rest=1),
        Rule(every=1, windows=5, threshold=0.4, rest=0),
        Rule(every=4, windows=1, threshold=0.25, rest=3, ignored=(1, 2)),
    ],
)
def test_the_listener_in_c_hears_what_the_one_in_numpy_hears(tmp_path, rule):
    graph, given = small_listener(), sound(4, seed=6)
    listener.export(graph, tmp_path, AT_8_KHZ, rule, "ears")
    main = compiled(tmp_path, PROGRAM, "ears.c", "frontend.c", "model.c")
    expected = listening.heard(given, graph, AT_8_KHZ, rule)
    how = listening.ends(graph, AT_8_KHZ)
    cut = listening.windows(listening.front_end.features(given, AT_8_KHZ), how.frames, rule.every)
    assert len(expected) > 2
    for again in ([], ["again"]):
        answer = subprocess.run(
            [main, *again], input=given.tobytes(), stdout=subprocess.PIPE, check=True, timeout=60,
            cwd=tmp_path,
        )  # fmt: skip
        lines = np.frombuffer(answer.stdout, np.int32).reshape(-1, 3)
        assert lines[:, :2].tolist() == [[one.sample, one.word] for one in expected]
        means = lines[:, 2] * how.scale / rule.windows
        np.testing.assert_array_equal(means, [one.mean for one in expected])
        answers = np.fromfile(tmp_path / "answers.bin", np.int8).reshape(-1, 4)
        np.testing.assert_array_equal(answers, listening.answers(graph, cut))


def test_half_the_rate_in_c_is_that_of_numpy(tmp_path):
    listener.export(small_listener(), tmp_path)
    given = np.random.default_rng(8).integers(-(2**15), 2**15, 9000).astype(np.int16)
    given[:2000] = np.where(np.arange(2000) // 5 % 2, 32767, -32768)
    main = compiled(tmp_path, HALVING)
    answer = subprocess.run(
        [main], input=given.tobytes(), stdout=subprocess.PIPE, check=True, timeout=60
    )
    found = np.frombuffer(answer.stdout, np.int16)
    assert (found == 32767).any() and (found == -32768).any()
    np.testing.assert_array_equal(found, halving.halved(given))


def test_all_its_files_are_written_and_none_over_another(tmp_path):
    written = listener.export(small_listener(), tmp_path)
    assert sorted(written) == [
        "frontend.c", "frontend.h", "frontend_ring.h", "halving.h", "listener.c", "listener.h",
        "model.c", "model.h",
    ]  # fmt: skip
    assert not [text for text in written.values() if "$" in text.read_text(encoding="utf-8")]
    with pytest.raises(AudioError, match="model is the name of another of its files"):
        listener.source(small_listener(), name="model")
