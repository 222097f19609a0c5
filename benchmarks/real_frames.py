"""What the shipped networks say of real frames by other people, which the kit does not ship.

`TINYML_KIT_TESTDATA=FOLDER python benchmarks/real_frames.py` reads the frames in FOLDER/frames
(from the public repositories dials/data-files and silx-kit/fabio) and writes
benchmarks/results/real_frames.csv, a row each. Chapter 08 shows it. `source` says which frames
belong together. `there` is what is known of a frame: a hit, no crystal, or a few spots, which is
neither. The thesis' network was trained on one detector; `any_` is the network for any detector,
which also says where a frame is unlike its training data. `spots` are those that the kit's finder
sees. The frames are no random sample: they were picked for the variety of their detectors, and had
been seen while the preprocessing was tried out.
One frame of the folder is left out because fabio cannot read its compression (rayonix340_hit).
"""

import os
from pathlib import Path

import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.datasets.bragg import frames, masks
from tinyml_kit.datasets.bragg.labels import CLASSES
from tinyml_kit.features.image import preprocess, spots
from tinyml_kit.features.image.significance import significance
from tinyml_kit.learning import shipped
from tinyml_kit.verdicts import any_detector

RESULTS = Path(__file__).parent / "results"
#: file: (detector, where it comes from, what is there). Frames of one source are no independent
#: tests: the shots are a fifth of a second apart or less, the scan is across one crystal.
FRAMES = {
    **{
        f"idx-20130301060858{n}.npz": ("CSPAD", "shots at a jet", "hit")
        for n in (401, 601, 701, 801)
    },
    **{
        f"thau_3_2_{n}.cbf.bz2": ("Pilatus 6M", "scan of a crystal", "hit")
        for n in ("0001", "0008", "0012", "0014")
    },
    "thau_3_2_0015.cbf.bz2": ("Pilatus 6M", "scan of a crystal", "hit, at its edge"),
    "pilatus12m_DLS_I23_thau_00001.cbf.gz": ("Pilatus 12M", "picture A", "hit"),
    "pilatus_DLS_I03_smargon_0001.cbf.gz": ("Pilatus 6M", "picture B", "hit"),
    "marccd_somedata_0001.mccd.bz2": ("MarCCD", "picture C", "hit"),
    "mar345_example.mar2300.bz2": ("mar345", "picture D", "hit"),
    "kappaccd_i01f0001.kcd.bz2": ("KappaCCD", "picture E", "hit"),
    "thau_3_2_0019.cbf.bz2": ("Pilatus 6M", "scan of a crystal", "no crystal"),
    "marccd_corkcont2_H_0089.mccd.bz2": ("MarCCD", "cork", "no crystal"),
    "l_cysteine+l-cyst_01_00001.cbf": ("Pilatus 2M", "l-cysteine", "a few spots"),
    "l_cysteine+l-cyst_03_00005.cbf": ("Pilatus 2M", "l-cysteine", "a few spots"),
}


def main():
    """Judge every frame that is in the folder, and write the table."""
    folder = Path(os.environ["TINYML_KIT_TESTDATA"]) / "frames"
    network, general, rows = shipped.bragg_classifier(), any_detector.any_detector(), []
    for name, (detector, source, there) in FRAMES.items():
        frame = frames.read_frame(folder / name)
        image = preprocess.case(frame, 100)[None]
        said = dict(zip(CLASSES, network.probabilities(image)[0].tolist(), strict=True))
        seen = significance(frame, masks.marked(frame))[None]
        also = dict(zip(CLASSES, general.probabilities(seen)[0].tolist(), strict=True))
        rows.append(
            {
                "frame": name, "detector": detector, "source": source, "there": there,
                "spots": spots.count(frame),
                **{f"P({label})": value for label, value in said.items()},
                "verdict": network.predict(image)[0],
                **{f"any_P({label})": value for label, value in also.items()},
                "any_verdict": general.predict(seen)[0],
                "any_unlike": bool(general.unlike(seen)[0]),
            }
        )  # fmt: skip
        print(rows[-1], flush=True)
    with files.write_atomically(RESULTS / "real_frames.csv") as path:
        pd.DataFrame(rows).to_csv(path, index=False, float_format="%.3f")


if __name__ == "__main__":
    main()
