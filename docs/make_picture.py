"""Draw the README's picture: a frame, the part that the network sees, and its answer."""

from pathlib import Path

import numpy as np

from tinyml_kit.course import figures
from tinyml_kit.datasets import bragg
from tinyml_kit.datasets.bragg import twin
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import preprocess
from tinyml_kit.learning import shipped


def clear_hit() -> np.ndarray:
    """Return the HIT of the twin that has more spots than three quarters of the HITs."""
    data = bragg.load()
    hits = np.flatnonzero(data.labels == CLASSES.index("HIT"))
    return twin.frame(int(hits[np.argsort(data.spots[hits])[3 * len(hits) // 4]]))


def main() -> None:
    """Write frame_and_verdict.png beside this file."""
    figures.style()
    frame = clear_hit()
    image = preprocess.case(frame, 100)
    said = shipped.bragg_classifier().probabilities(image[np.newaxis])[0]
    figure, ((raw, seen, verdict),) = figures.panels(3, 1, width=3)
    raw.imshow(figures.shrunk(frame, 450)[0], cmap="gray_r", norm="asinh", vmin=0, vmax=300)
    raw.set_title("one shot, 1765 × 1765 pixels")
    seen.imshow(image, cmap="gray_r", vmin=0, vmax=4)
    seen.set_title("its middle, 100 × 100 numbers")
    for picture in (raw, seen):
        picture.set_axis_off()
    verdict.barh(CLASSES[::-1], said[::-1], color=figures.BLUE)
    verdict.set(xlim=(0, 1), xlabel="probability", title="what 990 parameters say")
    figure.savefig(Path(__file__).with_name("frame_and_verdict.png"), dpi=110)


if __name__ == "__main__":
    main()
