"""Commands for a problem of one's own: from recordings to a model and what belongs to it."""

from argparse import Namespace
from pathlib import Path

from tinyml_kit.base.files import refuse_existing
from tinyml_kit.cli.parsing import (
    Parser,
    add_board,
    add_force,
    add_json,
    add_model,
    add_rungs,
    count,
    integer,
    one_of,
    positive,
    print_json,
    say,
)

#: Kept here as words, so that help comes without TensorFlow; a test compares them.
MODES = ("float32", "float16", "dynamic", "int8", "int16x8", "sparsity")


def train_options(parser: Parser) -> None:
    """Take the options of `train`."""
    parser.add_argument(
        "data",
        type=Path,
        metavar="DATA",
        help="a folder with a folder of WAV, FLAC or CSV files for each class, or a CSV file with "
        "a column that names the class",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to"
    )
    add_board(parser, otherwise="; default: nano33ble")
    parser.add_argument(
        "--window",
        type=count,
        metavar="N",
        help="samples of a signal that the network looks at; default: the length of a recording",
    )
    parser.add_argument(
        "--seed",
        type=integer,
        default=0,
        metavar="N",
        help="the same seed and recordings give the same network; default: 0",
    )
    add_force(parser)
    parser.examples(
        "  tinyml-kit train words --out my_words",
        "  tinyml-kit train gestures.csv --board uno --out my_gestures",
        "",
        "words/yes/anna_01.wav is by anna: with names before an underscore, or a column person,",
        "nobody is both trained on and tested on. DIR gets model.tflite, card.md, profile.txt,",
        "confusion.png, labels.txt, a sketch, and the C from the sensor to the network.",
    )


def train(options: Namespace) -> None:
    """Train a network on recordings of one's own."""
    from tinyml_kit.own import making

    making.make(
        options.data, options.out, options.board, options.window, options.seed, options.force, say
    )
    say(f"{options.out}: read card.md first")


def convert_options(parser: Parser) -> None:
    """Take the options of `convert`."""
    parser.add_argument(
        "model", type=Path, metavar="MODEL.keras", help="a network of Keras 2, .keras or .h5"
    )
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar="X.npy",
        help="training examples (n, *input shape) in the unit that the network sees; they give "
        "the ranges of int8",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="M.tflite", help="the file to write"
    )
    parser.add_argument(
        "--mode",
        type=one_of(*MODES),
        default="int8",
        metavar="MODE",
        help=f"one of {', '.join(MODES)}; default: int8",
    )
    add_force(parser)
    parser.examples("  tinyml-kit convert net.keras --data x_train.npy --out net.tflite")


def convert(options: Namespace) -> None:
    """Convert a network of Keras and say how often both say the same."""
    from tinyml_kit.own import converting

    made = converting.convert(
        options.model, options.data, options.out, options.mode, replace=options.force
    )
    for line in str(made).splitlines():
        say(line)
    say(f"{options.out}: written")


def compare_options(parser: Parser) -> None:
    """Take the options of `compare`."""
    parser.add_argument("model", type=Path, metavar="A.tflite", help="a model")
    parser.add_argument("other", type=Path, metavar="B.tflite", help="another one")
    parser.add_argument(
        "--inputs",
        type=Path,
        metavar="X.npy",
        help="an array (n, *input shape) that goes through both: real numbers, or integers of the "
        "models' type",
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="Y.npy",
        help="an array (n,) of right answers, as places in the outputs; gives accuracies",
    )
    add_json(parser)
    parser.examples(
        "  tinyml-kit compare small.tflite large.tflite",
        "  tinyml-kit compare small.tflite large.tflite --inputs x.npy --labels y.npy",
    )


def compare(options: Namespace) -> None:
    """Show two models side by side."""
    from tinyml_kit.own import comparing

    found = comparing.compare(options.model, options.other, options.inputs, options.labels)
    if options.json:
        print_json(found.as_dict())
    else:
        print(found)


def report_options(parser: Parser) -> None:
    """Take the options of `report`."""
    add_model(parser)
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE.html",
        help="the page to write; default: the model's name with .html, in this folder",
    )
    add_rungs(
        parser,
        nargs="+",
        help="rungs to profile on; default: all that count operator by operator. One of {}",
    )
    add_force(parser)
    parser.examples(
        "  tinyml-kit report net.tflite                     makes net.html",
        "  tinyml-kit report net.tflite --on uno --out page.html",
    )


def report(options: Namespace) -> None:
    """Write a page about a model."""
    from tinyml_kit.own import page

    out = options.out or Path(f"{options.model.stem}.html")
    if not options.force:
        refuse_existing(out)
    say(f"{page.write(options.model, out, options.on, options.force)}: written")


def unpack_options(parser: Parser) -> None:
    """Take the options of `unpack`."""
    parser.add_argument(
        "library",
        type=Path,
        metavar="LIBRARY",
        help="a C++ library that Edge Impulse exported: its folder, its .zip or one file of it",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="M.tflite", help="the file to write"
    )
    add_force(parser)
    add_json(parser)
    parser.examples(
        "  tinyml-kit unpack keywords-v3.zip --out keywords.tflite",
        "",
        "Compiled models (EON) and models in an array are read; nothing of the library is run.",
    )


def unpack(options: Namespace) -> None:
    """Take the model out of a library that Edge Impulse exported."""
    from tinyml_kit.base.files import write_atomically
    from tinyml_kit.graph import edge_impulse

    if not options.force:
        refuse_existing(options.out)
    found = edge_impulse.load(options.library)
    with write_atomically(options.out, options.force) as path:
        path.write_bytes(found.model)
    told = found.metadata
    if options.json:
        print_json(
            {
                "model": options.out.name,
                "kind": found.kind,
                "source": found.source,
                "labels": list(told.labels),
                "frequency": told.frequency,
                "processing": told.processing or {},
            }
        )
        return
    say(f"{options.out}: {len(found.model):,} bytes, {found.kind}, from {found.source}")
    if told.labels:
        say(f"labels: {', '.join(told.labels)}")
    if told.frequency:
        say(f"frequency: {told.frequency:g} Hz")
    for name, settings in (told.processing or {}).items():
        say(f"{name}: {', '.join(f'{key} {value}' for key, value in settings.items())}")
        say("This signal processing is not part of the model; the kit does not compute it.")


def pack_options(parser: Parser) -> None:
    """Take the options of `pack`."""
    add_model(parser)
    parser.add_argument(
        "--labels",
        type=Path,
        required=True,
        metavar="LABELS.txt",
        help="a text with a line for each output of the model",
    )
    parser.add_argument(
        "--frequency",
        type=positive,
        metavar="HZ",
        help="samples a second of the sensor; default: not said",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to"
    )
    add_force(parser)
    parser.examples(
        "  tinyml-kit pack my_words/model.tflite --labels my_words/labels.txt --frequency 8000"
        " --out packed",
        "",
        "The folder has the layout of Edge Impulse's deployments, without its SDK: trained.tflite,",
        "deployment-metadata.json, model-parameters and tflite-model. What computes the features",
        "of the model's input is the C beside it, not a block of theirs.",
    )


def pack(options: Namespace) -> None:
    """Write a model in the layout of Edge Impulse's deployments."""
    from tinyml_kit.own import packing

    written = packing.pack(
        options.model, options.labels, options.out, options.frequency or 0.0, options.force
    )
    for path in written:
        say(path)
