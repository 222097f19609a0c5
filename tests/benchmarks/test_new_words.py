"""Words are learnt from some examples, and only the others are judged."""

import numpy as np
import pytest

from benchmarks import new_words


@pytest.mark.parametrize("count", [1, 9])
def test_words_that_lie_apart_are_all_known(count):
    random = np.random.default_rng(0)
    labels = np.repeat([1, 3, 5], 10)
    embeddings = random.integers(-5, 5, (30, 4)).astype(np.int8)
    embeddings[np.arange(30), labels // 2] += 60
    assert new_words.learnt(embeddings, labels, count, random) == 1.0


def test_words_that_lie_together_are_guessed():
    labels = np.repeat([1, 3, 5], 10)
    same = np.zeros((30, 4), np.int8)
    assert new_words.learnt(same, labels, 2, np.random.default_rng(0)) == pytest.approx(1 / 3)
