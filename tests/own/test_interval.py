"""The interval of a share is Wilson's, worked out by hand for a few."""

import pytest

from tinyml_kit.own.interval import wilson


@pytest.mark.parametrize(
    ("right", "count", "ends"),
    [(9, 9, (0.7009, 1)), (45, 50, (0.7864, 0.9565)), (0, 4, (0, 0.4899))],
)
def test_it_has_a_width_also_where_all_are_right(right, count, ends):
    # With z = 1.96: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
    assert wilson(right, count) == pytest.approx(ends, abs=1e-4)
