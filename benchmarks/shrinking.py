"""Which way to make a frame smaller loses the fewest spots, by the simulator's own list of them.

`python benchmarks/shrinking.py` writes results/shrinking.csv in half a minute. Ten HIT of the twin,
the example's among them, are shrunk from 1765 to 300 px in three ways. A spot is lost if it stands
out of its neighbourhood by less than 95 % of the places without a spot do; each frame and each way
has a threshold of its own. The places without a spot are those that the spots would have if the
frame were turned and mirrored, so they lie as far from the beam as the spots do.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.ndimage import minimum_filter

from tinyml_kit.base import files
from tinyml_kit.datasets.bragg import detector, simulate, twin
from tinyml_kit.features.image.resample import bilinear, nearest_indices

RESULTS = Path(__file__).parent / "results"
FRAMES, SIDE, OLD = 10, 300, 1765
EXAMPLE = 227
BINS = (3, 6, 9, np.inf)  # height of a spot's peak, in noises of one pixel
CLEAR = 20  # raw pixels without a gap on each side of a place, and without another spot
AROUND = np.ones((13, 13), bool)
AROUND[4:9, 4:9] = False


def drawn(index):
    """Return (places, heights) of what `twin.frame(index)` draws: (n, 2) px, (n,) noises."""
    shot, instrument = twin.shot(index), detector.Instrument()
    rng = np.random.default_rng([87, index, 2])  # as in twin.record
    crystal = simulate.candidates(shot, instrument, rng)
    scale = simulate.scale_for(crystal, shot.lattice_spots)
    debris, photons = simulate.strays(shot, instrument, rng)
    places = [np.column_stack([spots.row, spots.column]) for spots in (crystal, debris)]
    heights = [scale * crystal.photons / crystal.noise, photons / debris.noise]
    return np.concatenate(places), np.concatenate(heights)


def elsewhere(places):
    """Return where the places lie in the frame turned thrice and in its four mirror images."""
    row, column = places.T
    pairs = [(row, column), (column, row)]
    flipped = [(OLD - 1 - r if up else r, OLD - 1 - c if left else c)
               for r, c in pairs for up in (False, True) for left in (False, True)]  # fmt: skip
    return np.concatenate([np.column_stack(pair) for pair in flipped[1:]])


def shrunk(frame):
    """Return {way: (300, 300) image} of a raw frame."""
    light, kept = np.maximum(frame, 0), nearest_indices(OLD, SIDE)
    blocks = np.arange(SIDE) * OLD // SIDE
    largest = np.maximum.reduceat(np.maximum.reduceat(light, blocks, axis=0), blocks, axis=1)
    return {
        "skip": light[kept][:, kept], "average": bilinear(light, SIDE), "largest": largest,
    }  # fmt: skip


def stands_out(image, place):
    """Return how many standard deviations of its neighbourhood a place stands above it."""
    row, column = (place * SIDE / OLD).astype(int)
    square = image[row - 6 : row + 7, column - 6 : column + 7]
    return (square[5:8, 5:8].max() - square[AROUND].mean()) / square[AROUND].std()


def lost(index):
    """Return one row for each usable spot of a frame: its height, and whether each way loses it."""
    places, heights = drawn(index)
    places, heights = places[heights >= BINS[0]], heights[heights >= BINS[0]]
    whole = minimum_filter(detector.exposed(detector.Instrument()), 2 * CLEAR + 1)

    def clear(at):
        inside = (at > 40).all(axis=1) & (at < OLD - 41).all(axis=1)
        return inside & whole[tuple(np.clip(np.rint(at), 0, OLD - 1).astype(int).T)]

    empty = elsewhere(places)
    empty = empty[clear(empty)]
    empty = empty[np.abs(empty[:, np.newaxis] - places).max(axis=2).min(axis=1) > CLEAR]
    usable = clear(places)
    table = pd.DataFrame({"frame": index, "height": heights[usable]})
    for way, image in shrunk(twin.frame(index)).items():
        threshold = np.quantile([stands_out(image, place) for place in empty], 0.95)
        table[way] = [stands_out(image, place) < threshold for place in places[usable]]
    return table


def main():
    """Write the share of spots that each way loses, one row for each range of heights."""
    hits = np.flatnonzero(twin.labels() == 0)
    chosen = [EXAMPLE, *hits[hits != EXAMPLE][: FRAMES - 1]]
    spots = pd.concat([lost(index) for index in chosen])
    spots["from"] = pd.cut(spots["height"], BINS, right=False, labels=BINS[:-1])
    ways = spots.groupby("from", observed=True)[["skip", "average", "largest"]]
    table = ways.mean().assign(spots=ways.size()).iloc[::-1]
    print(table.round(3))
    with files.write_atomically(RESULTS / "shrinking.csv") as path:
        table.to_csv(path, float_format="%.4g")


if __name__ == "__main__":
    main()
