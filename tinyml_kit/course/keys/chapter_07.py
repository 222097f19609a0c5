"""Answers to the exercises on the Bragg network."""

from tinyml_kit.course.keys.kinds import Between, Choice, Numbers

KEYS = {
    "07-never": Numbers(
        (0.88, 1 / 3),
        hint="Accuracy: right frames divided by all frames. Balanced: the mean of three recalls. "
        "Give shares, not percentages.",
        because="The recommended network is right for 79 %: worse than always saying MISS.",
        tolerance=0.005,
    ),
    "07-sides": Numbers(
        (96, 48, 44, 22, 18, 9, 5),
        tolerance=0,
        hint="Each 5 × 5 convolution removes 4 pixels; each pooling halves and rounds down.",
        because="5 × 5 × 3 = 75 numbers reach the dense layer: 228 parameters, as published.",
    ),
    "07-whose": Choice(
        "pooling",
        others=("convolution", "dense"),
        hint="Compute the sides with strides of 2 in every convolution. How far do you get?",
        because="With strides in the convolutions, nothing would be left for the third pooling.",
    ),
    "07-cherry": Between(
        0.45,
        0.92,
        hint="Draw 20 rows of 11 coins, keep the luckiest row, and test whether its 95 % interval "
        "contains 0.4; repeat a thousand times. Give the share, not the count.",
        because="Less than the 95 % that the interval promises: it ignores the selection.",
    ),
    "07-enough": Between(
        330,
        420,
        hint="Let n grow until binomtest(round(n * recall), n).proportion_ci() is 0.1 wide, for a "
        "recall of 0.4.",
        because="The test set had eleven.",
    ),
}
