"""Answers to the exercises on preprocessing."""

import numpy as np

from tinyml_kit.course.keys.kinds import Function, Shown, as_array, called

#: The spot counter may be off by this many spots on average.
MEAN_ERROR = 2.0
GAIN, NOISE = 10, 3  # ADU per photon; ADU, standard deviation of the read-out
WATER, OFFSET = (0.5, 16), (0, 600)  # photons in the ring; ADU added to the whole frame


def second_largest(image: np.ndarray, block: int) -> np.ndarray:
    """Shrink an image: each new pixel is the second largest of a square block of old ones."""
    height, width = np.array(image.shape) // block
    tiles = image.reshape(height, block, width, block).swapaxes(1, 2)
    return np.sort(tiles.reshape(height, width, block**2))[..., -2]


def images() -> list[tuple]:
    """Return images and blocks: noise, a hot pixel, a spot, counts, and a spot cut in four."""
    rng = np.random.default_rng(6)
    hot, spot = np.full((8, 8), 3), np.zeros((8, 8))
    hot[5, 2] = 4000
    spot[1:3, 5:7] = (60, 200), (90, 80)
    counts = rng.poisson(4, (9, 15)).astype(np.int16)
    return [(rng.normal(size=(12, 12)), 4), (hot, 4), (spot, 4), (counts, 3), (spot, 2)]


def contrast(window: np.ndarray, epsilon: float) -> float:
    """Return how far the middle pixel stands out of its square window; NaN pixels do not count."""
    middle = window[window.shape[0] // 2, window.shape[1] // 2]
    if np.isnan(middle):
        return 0.0
    return (middle - np.nanmean(window)) / (np.nanstd(window) + epsilon)


def windows() -> list[tuple]:
    """Return windows with a spot, without one, flat, dark, and with pixels that are masked."""
    rng = np.random.default_rng(4)
    noise = rng.normal(100, 3, (7, 7))
    spot = noise.copy()
    spot[3, 3] += 50
    flat = np.full((5, 5), 7.0)
    counts = rng.poisson(400, (9, 9)).astype(float)
    at_a_gap, in_a_gap = noise.copy(), noise.copy()
    at_a_gap[:, 4:] = np.nan
    in_a_gap[:, 3:] = np.nan
    alone = np.full((3, 3), np.nan)
    alone[1, 1] = 5
    return [
        (spot, 0.5), (noise, 2.0), (flat, 0.1), (-spot, 1.0), (counts, 0.5), (at_a_gap, 0.5),
        (in_a_gap, 0.5), (alone, 1.0),
    ]  # fmt: skip


def exposures() -> tuple[np.ndarray, np.ndarray]:
    """Return five frames of a small detector, (5, 40, 40) int16, and which pixels are usable."""
    rng = np.random.default_rng(7)
    frames = np.rint(rng.normal(0, NOISE, (5, 40, 40))).astype(np.int16)
    for frame in frames:
        rows, columns = rng.integers(0, 40, (2, 12))
        frame[rows, columns] = rng.integers(600, 4000, 12)  # spots: elsewhere in every frame
    usable = np.ones((40, 40), bool)
    hot = rng.integers(0, 40, (2, 9))
    frames[:, hot[0], hot[1]] = rng.integers(520, 4000, (5, 9))
    frames[:, 20, 3] = 4, -4, 3, -3, 0  # a good pixel whose mean is 0
    frames[:, 30, 30] = 2  # a good pixel that happens to repeat itself
    usable[hot[0], hot[1]] = False
    usable[[20, 30], [3, 30]] = True
    frames[:, :, 17:20] = 0
    usable[:, 17:20] = False
    frames[:, 8, 30], frames[:2, 9, 30] = 0, 0
    usable[8, 30] = False  # a dead pixel
    frames[:, 12, 35] = (
        900,
        2100,
        4,
        1500,
        3000,
    )  # a good pixel that spots met in all frames but one
    frames[:, 14, 35] = 0, 0, 3, 0, 0  # a good pixel that reads 0 in all frames but one
    usable[[12, 14], 35] = True
    return frames, usable


def not_a_mask(answer: object) -> str | None:
    """Return what is wrong with a function that finds the usable pixels of frames, or None."""
    if not callable(answer):
        return "That is not a function."
    frames, usable = exposures()
    said, wrong = called(answer, frames)
    if wrong:
        return f"On five frames of 40 × 40, {wrong}"
    made = as_array(said, truths=True)
    if made is None or made.shape != usable.shape or not np.isin(made, (0, 1)).all():
        return "It does not return True or False for each pixel, of shape (40, 40)."
    empty = (frames == 0).all(axis=0)
    for pixels, kind, should in (
        (empty, "pixels that are 0 in every frame", False),
        (~usable & ~empty, "hot pixels", False),
        (usable, "good pixels", True),
    ):
        number = int((made[pixels] != should).sum())
        if number:
            what = "masks" if should else "lets through"
            return f"It {what} {number} of {pixels.sum()} {kind}."
    return None


def small_frame(spots: int, rng: np.random.Generator) -> np.ndarray:
    """Return a frame of a small detector with so many spots: (160, 160) int16 in ADU.

    There is a ring of water, a gap of exact zeros, and up to sixty hot pixels, each alone. Frames
    differ in how wide and how bright their spots are, so that no number of bright pixels says how
    many spots there are. They differ in their offset and their ring, too, so that no threshold is
    right for all of them.
    """
    side = 160
    rows, columns = np.indices((side, side))
    radius = np.hypot(rows - 80, columns - 80)
    water, offset = rng.uniform(*WATER), rng.uniform(*OFFSET)
    photons = 0.1 + water * np.exp(-(((radius - 50) / 12) ** 2))
    width = rng.uniform(0.8, 1.5)  # px
    brightness = 8 + rng.uniform(6, 9) * np.sqrt(water)  # photons: the noise grows as the root
    taken: list[np.ndarray] = []
    while len(taken) < spots:
        place = rng.integers(5, side - 5, 2)
        if 66 <= place[0] <= 83 or _is_near(place, taken, 11):
            continue
        taken.append(place)
        centre = place + rng.uniform(-0.5, 0.5, 2)
        squared = (rows - centre[0]) ** 2 + (columns - centre[1]) ** 2
        photons += brightness * rng.uniform(1, 1.8) * np.exp(-squared / (2 * width**2))
    frame = offset + GAIN * rng.poisson(photons) + rng.normal(0, NOISE, photons.shape)
    hot: list[np.ndarray] = []
    wanted = rng.integers(0, 61)
    while len(hot) < wanted:
        place = rng.integers(0, side, 2)
        if not (_is_near(place, taken, 9) or _is_near(place, hot, 3)):
            hot.append(place)
            frame[tuple(place)] = rng.integers(300, 2000)
    frame[70:80] = 0
    return np.rint(frame).astype(np.int16)


def _is_near(place, others, distance):
    return any(np.abs(place - other).max() < distance for other in others)


def not_a_counter(answer: object) -> str | None:
    """Return what is wrong with a function that counts the spots of a frame, or None."""
    if not callable(answer):
        return "That is not a function."
    rng = np.random.default_rng(10)
    errors = []
    for spots in (0, 25, 3, 12, 40, 1, 18, 7, 30, 5):
        said, wrong = called(answer, small_frame(spots, rng))
        if wrong:
            return f"On a frame of 160 × 160, {wrong}"
        number = as_array(said)
        if number is None or number.size != 1:
            return "It does not return one number."
        errors.append(number.item() - spots)
    off = np.abs(errors).mean()
    if off <= MEAN_ERROR:
        return None
    tendency = "many" if np.mean(errors) > 0 else "few"
    return (
        f"On ten frames that the check keeps, it is off by {off:.1f} spots on average, mostly too "
        f"{tendency}; {MEAN_ERROR:g} are allowed."
    )


KEYS = {
    "06-shrink": Function(
        second_largest,
        images,
        hint="Reshape to (height, block, width, block), and swap the two axes in the middle: now "
        "each block lies together. (Or loop over the blocks.) Then sort its numbers. Equal numbers "
        "count one by one: the second largest of 9, 9, 1, 0 is 9.",
        because="A pixel that shines alone is dropped, and a spot of two pixels stays.",
    ),
    "06-mask": Shown(
        not_a_mask,
        form="a function that returns True or False for each pixel",
        hint="A spot is bright in one frame, a hot pixel in every one. A good pixel may be 0 now "
        "and then; a gap is always 0. A mean over frames cannot tell these apart.",
        because="What all frames have in common is the detector; what they do not is the crystal.",
    ),
    "06-write": Function(
        contrast,
        windows,
        hint="Subtract the mean and divide by the standard deviation plus epsilon. Take both from "
        "the pixels that are not NaN; NumPy has functions for that. A masked middle gives 0.",
        because="Pixels at the edge of a sensor are now compared with pixels, not with the gap.",
    ),
    "06-counter": Shown(
        not_a_counter,
        form="a function that returns one number",
        hint="Compare each pixel with the mean and the spread of its neighbours, keep the "
        "pixels that clearly stand out, and count the groups that touch. A single pixel is hot.",
        because="You have written a spot finder, and a network will have to beat it.",
    ),
}
