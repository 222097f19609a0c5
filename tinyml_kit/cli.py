"""The command line: thin commands over the package, errors as one sentence."""

import json
import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from tinyml_kit import __version__
from tinyml_kit.base.errors import BadInput

app = typer.Typer(
    help="From the idea of a neuron to a classifier on an 8-bit microcontroller.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Case(str, Enum):
    """The side, in pixels, of the images that a network is given."""

    WHOLE = "720"
    MIDDLE = "300"
    SMALL = "100"


class Format(str, Enum):
    """What a model is exported as."""

    C99 = "c99"
    C_ARRAY = "c-array"
    SKETCH = "sketch"


class Runtime(str, Enum):
    """What computes the model in a sketch."""

    C = "c"
    TFLM = "tflm"


def main():
    """Run the command line; input that the kit refuses gives one sentence and status 2."""
    try:
        app()
    except BadInput as problem:
        fail(str(problem), 2)
    except OSError as problem:
        fail(f"{problem.filename or 'a file'}: {problem.strerror or problem}.", 2)


def fail(sentence, status):
    """Print one sentence on stderr and leave."""
    print(f"tinyml-kit: {sentence}", file=sys.stderr)
    raise SystemExit(status)


def say_version(wanted: bool):
    """Print the version and leave, if wanted."""
    if wanted:
        print(f"tinyml-kit {__version__}")
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=say_version, is_eager=True, help="Say which.")
    ] = False,
):
    """Take the options that stand before a command."""


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
):
    """Say what this machine can do: packages, compilers, simulators, boards."""
    from tinyml_kit.setup import doctor

    report = doctor.examine()
    if as_json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        doctor.show(report)
    raise typer.Exit(0 if report.ready else 1)


@app.command()
def run(
    chapter: Annotated[
        list[str] | None, typer.Argument(help="A number or a name, e.g. 04. Default: all.")
    ] = None,
):
    """Execute chapters without a browser; their files stay as they are."""
    from tqdm.auto import tqdm

    from tinyml_kit.teach import chapters

    outcomes = []
    for path in chapters.find(chapter or ()):
        with tqdm(desc=path.stem, unit="cell", disable=None, leave=False) as bar:

            def show(done, total, bar=bar):
                bar.total = total
                bar.update(done - bar.n)

            outcome = chapters.execute(path, progress=show)
        print(f"{outcome.chapter:<32}{outcome.cells:>3} cells {outcome.seconds:7.1f} s (measured)")
        outcomes.append(outcome)
    failed = [outcome for outcome in outcomes if outcome.failure]
    for outcome in failed:
        print(f"tinyml-kit: {outcome.chapter}, {outcome.failure}", file=sys.stderr)
    raise typer.Exit(1 if failed else 0)


@app.command()
def exercises(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Default: notebooks/exercises.")
    ] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace notebooks, answers and all.")] = False,
):
    """Write the exercises: the notebooks with solutions, without them."""
    from tinyml_kit.teach import assignments

    written = assignments.write(folder, overwrite)
    print(f"{written[0].parent}: {len(written)} notebooks")


@app.command()
def progress(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Submissions, a folder a person.")
    ] = None,
):
    """Say which exercises are done: yours, or as CSV those in a folder of submissions."""
    from tinyml_kit.teach import chapters, standing

    if folder:
        standing.write_csv(standing.submitted(folder), sys.stdout)
    else:
        standing.show(standing.own(chapters.folder() / "exercises"))


@app.command()
def slides(
    chapter: Annotated[str, typer.Argument(help="A number or a name, e.g. 04.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write them.")],
):
    """Make slides of a chapter: one page that needs no network, with the chapter's own figures."""
    from tinyml_kit.teach import chapters
    from tinyml_kit.teach.slides import page

    for path in chapters.find([chapter]):
        print(page.write(path, folder))


@app.command()
def simulate(
    out: Annotated[Path, typer.Argument(metavar="OUT.h5", help="The file to write.")],
    frames: Annotated[int, typer.Option(min=1, help="How many frames.")] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same frames.")] = 87,
    jobs: Annotated[int, typer.Option(help="How many cores; -1 for all.")] = 1,
):
    """Make diffraction frames in the layout of CXIDB entry 76, and their labels beside them."""
    from tinyml_kit.datasets.bragg import twin

    twin.write(out, frames=frames, seed=seed, jobs=jobs)
    print(f"{out}: {frames} frame(s), simulated; their labels: {out.with_suffix('.txt')}")


@app.command()
def preprocess(
    run: Annotated[Path, typer.Argument(metavar="RUN.h5", help="The frames of a run.")],
    out: Annotated[Path, typer.Option(help="Where to write the images: .npz or .h5.")],
    labels: Annotated[Path | None, typer.Option(help="The published labels of the run.")] = None,
    case: Annotated[Case, typer.Option(help="The side of the images in pixels.")] = Case.SMALL,
    jobs: Annotated[int, typer.Option(help="How many cores; -1 for all.")] = 1,
):
    """Turn raw frames into the images that a network is given."""
    from tinyml_kit.features.image import preprocess

    side = int(case.value)
    count = preprocess.run_file(run, labels=labels, case=side, out=out, jobs=jobs)
    print(f"{out}: {count} image(s) of {side} × {side} px, with{'out' * (labels is None)} labels")


ModelFile = Annotated[Path, typer.Argument(metavar="MODEL.tflite", help="The model.")]
Inputs = Annotated[
    Path,
    typer.Option(
        metavar="X.npy",
        help="(n, *input shape), with state (sequences, steps, *input shape); .npz for several.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def size(
    model: ModelFile,
    board: Annotated[str | None, typer.Option(help="On which, e.g. uno. Default: all.")] = None,
    as_json: AsJson = False,
):
    """Say what a model needs of a board's flash and RAM, and whether it fits."""
    from tinyml_kit import boards
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import budget

    graph = read(model)
    cards = budget.cards(graph, [boards.board(board)] if board else None)
    if as_json:
        print(json.dumps(budget.as_dict(graph, cards), allow_nan=False))
    else:
        budget.show(graph, cards)


@app.command()
def predict(
    model: ModelFile,
    on: Annotated[str, typer.Option(metavar="RUNG", help="Where, e.g. tflm, c or uno.")],
    inputs: Inputs,
    outputs: Annotated[Path, typer.Option(metavar="Y.npy", help="Where to write raw outputs.")],
    as_json: AsJson = False,
):
    """Run a model on inputs, on one rung, and write what comes out."""
    from tinyml_kit import ladder
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import samples

    graph = read(model)
    samples.require_writable(outputs, len(graph.outputs), inputs)
    names = [graph.tensors[index].name for index in graph.inputs]
    run = ladder.predict(model, samples.read(inputs, names), on)
    samples.write(outputs, run.outputs)
    if as_json:
        print(json.dumps(ladder.prediction(model.name, on, run), allow_nan=False))
    else:
        print(f"{outputs}: {len(run.outputs[0])} outputs of {model.name} on {on} ({run.label})")


@app.command()
def ladder(
    model: ModelFile,
    inputs: Inputs,
    on: Annotated[
        list[str] | None, typer.Option(metavar="RUNG", help="Where; again for more. Default: all.")
    ] = None,
    more: Annotated[list[str] | None, typer.Argument(metavar="RUNG", hidden=True)] = None,
    as_json: AsJson = False,
):
    """Run the same inputs on every rung, and say where the first one differs from TFLM."""
    from tinyml_kit import ladder
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import samples

    if more and not on:
        raise typer.BadParameter(f"{more[0]} was not expected; put --on before names of rungs")
    graph = read(model)
    names = [graph.tensors[index].name for index in graph.inputs]
    # `--on tflm c` reads more naturally than `--on tflm --on c`; both work.
    rungs = [*on, *(more or ())] if on else None
    result = ladder.run(model, samples.read(inputs, names), rungs)
    print(json.dumps(result.as_dict(), allow_nan=False) if as_json else result)
    raise typer.Exit(0 if result.agrees else 1)


@app.command()
def export(
    model: ModelFile,
    format_: Annotated[Format, typer.Option("--as", help="C, an array for TFLM, or a sketch.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write to.")],
    board: Annotated[str | None, typer.Option(help="For which, e.g. uno. Default: any.")] = None,
    name: Annotated[str | None, typer.Option(help="What files and functions are called.")] = None,
    runtime: Annotated[
        Runtime, typer.Option(help="Of a sketch: the kit's C, or a TFLM library.")
    ] = Runtime.C,
):
    """Turn a model into files to compile: C, an array for the interpreter, an Arduino sketch."""
    from tinyml_kit.codegen import sketch
    from tinyml_kit.codegen.c import c99
    from tinyml_kit.codegen.c.targets import target_of
    from tinyml_kit.codegen.tflm import c_array
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.rungs.interpreters import tflm

    graph = read(model)

    def needed():
        return tflm.build(model).arena.total if tflm.available() else None

    if format_ is Format.C99:
        written = c99.export(model, out, name or "model", target_of(board), board)
    elif format_ is Format.SKETCH:
        if name:
            raise typer.BadParameter("a sketch is called after its folder; leave out --name")
        arena = needed() if runtime is Runtime.TFLM else None
        written = sketch.export(model, out, runtime.value, board, arena)
    else:
        written = c_array.export(model, out, name, board, needed())
        if caution := c_array.warning(graph):
            print(f"tinyml-kit: caution: {caution}", file=sys.stderr)
    for path in written.values():
        print(f"{path}: {path.stat().st_size} bytes")


@app.command()
def upload(
    sketch: Annotated[str, typer.Argument(help="A sketch of the kit, or a sketch's folder.")],
    board: Annotated[str, typer.Option(help="On which, e.g. uno.")],
    port: Annotated[str | None, typer.Option(help="Default: where a board is plugged in.")] = None,
):
    """Compile a sketch and put it on a board; without a board, print the command that would."""
    from tinyml_kit.arduino import sketches

    print(sketches.upload(sketch, board, port))


if __name__ == "__main__":
    main()
