"""The picture of a profile has a bar for each share, and says them."""

from tinyml_kit.course.pictures import costs
from tinyml_kit.ladder.profiling import Profile, Row

PROFILE = Profile(
    "m.tflite",
    "uno",
    "cycles",
    "simulated",
    (
        Row((0, 1), "CONV_2D + MAX_POOL_2D", (1, 2), 300, 750, 0.75, 64, 9),
        Row((2,), "RELU", (1, 2), 0, 250, 0.25, 32, 0),
    ),
    0,
    1000,
)


def test_bars_are_the_shares_and_the_memory():
    figure = costs.by_operator(PROFILE)
    shares, memory = figure.axes
    assert [[bar.get_width() for bar in group] for group in shares.containers] == [
        [0.75, 0.25], [1, 0]
    ]  # fmt: skip
    assert [bar.get_width() for bar in memory.containers[0]] == [64, 32]
    labels = [label.get_text() for label in shares.get_yticklabels()]
    assert labels == ["0 CONV_2D + MAX_POOL_2D", "2 RELU"]
    assert [text.get_text() for text in figure.legends[0].texts] == [
        "cycles (simulated)", "MACs (counted)"
    ]  # fmt: skip
    assert figure.get_label() == (
        "Shares of the operators on uno, cycles (simulated). 0 CONV_2D + MAX_POOL_2D: 75.0% of "
        "cycles, 100.0% of MACs, 64 bytes of RAM; 2 RELU: 25.0% of cycles, 0.0% of MACs, 32 bytes "
        "of RAM."
    )


def test_a_model_without_macs_is_drawn():
    quiet = Profile("m", "c", "seconds", "measured", PROFILE.rows[1:], 0, 1000)
    assert costs.by_operator(quiet).axes[0].containers[1][0].get_width() == 0
