"""Commands for diffraction frames: simulate them, and turn frames into images."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from tinyml_kit.base.files import refuse_existing
from tinyml_kit.cli.parsing import Parser, add_force, add_jobs, count, integer, one_of, say


def simulate_options(parser: Parser) -> None:
    """Take the options of `simulate`."""
    parser.add_argument("out", type=Path, metavar="OUT.h5", help="frames; labels go to OUT.txt")
    parser.add_argument(
        "--frames",
        type=count,
        default=2000,
        metavar="N",
        help="how many frames, 2 MB each; default: 2000",
    )
    parser.add_argument(
        "--seed",
        type=integer,
        default=87,
        metavar="N",
        help="the same seed gives the same frames; default: 87",
    )
    add_jobs(parser)
    add_force(parser)
    parser.examples(
        "  tinyml-kit simulate twin.h5 --frames 100      100 frames, half a second each"
    )


def simulate(options: Namespace) -> None:
    """Make diffraction frames in the layout of CXIDB entry 76, and their labels beside them."""
    from tinyml_kit.datasets.bragg import twin

    out, labels = options.out, options.out.with_suffix(".txt")
    if not options.force:
        refuse_existing(out, labels)
    twin.write(out, frames=options.frames, seed=options.seed, jobs=options.jobs)
    say(f"{out}: {options.frames} frame(s), simulated; their labels: {labels}")


def preprocess_options(parser: Parser) -> None:
    """Take the options of `preprocess`."""
    parser.add_argument("frames", type=Path, metavar="RUN.h5", help="the frames of a run")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="IMAGES", help="the file to write, .npz or .h5"
    )
    parser.add_argument(
        "--labels", type=Path, metavar="LABELS.txt", help="the published labels of the run"
    )
    parser.add_argument(
        "--case",
        type=one_of("720", "300", "100"),
        default="100",
        help="the side of the images in pixels: 720, 300 or 100; default: 100",
    )
    parser.add_argument(
        "--strict", action="store_true", help="stop at a frame that is blank or cannot be read"
    )
    add_dataset(parser)
    add_jobs(parser)
    add_force(parser)
    parser.examples("  tinyml-kit preprocess twin.h5 --labels twin.txt --case 100 --out twin.npz")


def preprocess(options: Namespace) -> None:
    """Turn raw frames into images for a network."""
    from tinyml_kit.features.image import compiled, preprocess

    side, out, labels = int(options.case), options.out, options.labels
    if not options.force:
        refuse_existing(out)
    tally = preprocess.run_file(
        options.frames,
        labels=labels,
        case=side,
        out=out,
        jobs=options.jobs,
        strict=options.strict,
        dataset=options.dataset,
    )
    say(
        f"{out}: {len(tally)} image(s) of {side} × {side} px, with{'out' * (labels is None)} labels"
    )
    if not compiled.available():
        print("Resampled in NumPy; with a C compiler (gcc or clang) it is about twice as fast.")
    for problem in tally.problems[:3]:
        say(f"Refused: {problem}")
    say(tally)


def add_dataset(parser: Parser) -> None:
    """Take the option that says where the frames are in an HDF5 file."""
    parser.add_argument(
        "--dataset",
        metavar="PATH",
        help="where the frames are in an HDF5 file; default: looked for",
    )


def classify_options(parser: Parser) -> None:
    """Take the options of `classify`."""
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="frames: HDF5, CBF, TIFF, and others"
    )
    parser.add_argument(
        "--instrument",
        type=Path,
        nargs="+",
        metavar="BLANKS",
        help="about 100 frames of the same instrument without a crystal, to calibrate by",
    )
    add_dataset(parser)
    parser.add_argument(
        "--strict", action="store_true", help="stop at a frame that is blank or cannot be read"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object per line and frame")
    parser.examples(
        "  tinyml-kit classify run/*.cbf",
        "  tinyml-kit classify run.h5 --instrument dark_run.h5 --json",
        "",
        "Each row is a frame: the verdict, the probabilities of HIT, MAYBE and MISS, the spots",
        "that a finder counts, and the share of pixels that hold no count. A note says where the",
        "network was trained on nothing like it. Files are taken in the order of the numbers in",
        "their names.",
    )


def classify(options: Namespace) -> None:
    """Say of each frame whether a crystal was hit."""
    from tinyml_kit.verdicts.any_detector import any_detector
    from tinyml_kit.verdicts.classify import Count, blanks_of, require_some
    from tinyml_kit.verdicts.classify import classify as judge

    network = any_detector()
    if options.instrument:
        network = network.on_instrument(blanks_of(options.instrument, options.dataset))
    count, first = Count(), ""
    if not options.json:
        say("verdict    HIT  MAYBE   MISS  spots  masked  frame")
    for row in judge(options.files, network, options.dataset, options.strict):
        count += row
        first = first or row.problem
        say(json.dumps(row.as_json(), ensure_ascii=False) if options.json else _line(row))
        sys.stdout.flush()
    require_some(count, first)
    say(json.dumps({"summary": str(count)}, ensure_ascii=False) if options.json else count)


def _line(row):
    """Return one row of the table of `classify`."""
    if row.problem:  # which names the file and the frame
        return f"{row.verdict:<8} {'':37}{row.problem}"
    chances = " ".join(f"{p:6.3f}" for p in row.probabilities)
    note = "  unlike anything the network was trained on" if row.unlike else ""
    counted = f"{row.spots:6} {row.masked / row.pixels:7.1%}"
    return f"{row.verdict:<7} {chances} {counted}  {row.file} [{row.frame}]{note}"
