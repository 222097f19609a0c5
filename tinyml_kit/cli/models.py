"""Commands for a model: measure its size, run it, compare rungs, export and upload it."""

import sys
from argparse import Namespace
from pathlib import Path

from tinyml_kit.base.errors import LONGEST
from tinyml_kit.base.text import one_line
from tinyml_kit.cli.parsing import (
    Parser,
    UsageError,
    add_board,
    add_device,
    add_force,
    add_json,
    add_model,
    add_rate,
    add_rungs,
    one_of,
    print_json,
    say,
)

FORMATS = ("c99", "c-array", "sketch", "verilog")


def size_options(parser: Parser) -> None:
    """Take the options of `size`."""
    add_model(parser)
    add_board(parser, otherwise="; default: all")
    add_json(parser)
    parser.examples("  tinyml-kit size mnist.tflite --board uno      bytes of flash and RAM, MACs")


def size(options: Namespace) -> None:
    """Show how much of the boards' memory a model needs."""
    from tinyml_kit import boards
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import budget, budget_text

    graph = read(options.model)
    cards = budget.cards(graph, [boards.find(options.board)] if options.board else None)
    if options.json:
        print_json(budget.as_dict(graph, cards))
    else:
        budget_text.show(graph, cards)


def profile_options(parser: Parser) -> None:
    """Take the options of `profile`."""
    from tinyml_kit.rungs import registry

    add_model(parser)
    names = ", ".join(registry.profiled())
    add_rungs(
        parser,
        nargs="+",
        action="extend",
        help=f"where to count: one or more of {names}. Default: all that run here",
    )
    add_inputs(parser, "; its first sample counts. Default: noise", required=False)
    add_json(parser)
    parser.examples(
        "  tinyml-kit profile mnist.tflite --on uno             cycles (simulated)",
        "  tinyml-kit profile mnist.tflite --on cortex-m4 c     instructions (emulated), µs here",
        "",
        "Each row is an operator, or several in one loop: MACs (counted), cycles, instructions or",
        "microseconds of one inference and their share, bytes of RAM for the tensors that are",
        "needed while it runs, bytes of flash for its weights and tables. Rows and overhead add up",
        "to the whole inference.",
    )


def profile(options: Namespace) -> int:
    """Show what each operator costs; status 1 if a rung that was asked for could not count."""
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import profiling, samples
    from tinyml_kit.rungs import registry

    for name in options.on or ():
        profiling.require_profiled(name)
    graph = read(options.model)
    names = [graph.tensors[index].name for index in graph.inputs]
    inputs = samples.read(options.inputs, names) if options.inputs else None
    found, failed = profiling.profiles(options.model, options.on or registry.profiled(), inputs)
    if options.json:
        rows = [one.as_dict() for one in found]
        rows += [{"rung": name, "message": str(problem)} for name, problem in failed.items()]
        print_json({"model": options.model.name, "profiles": rows})
    else:
        print(*found, sep="\n\n")
        for name, problem in failed.items():
            print(f"tinyml-kit: {name}: {one_line(str(problem), LONGEST)}", file=sys.stderr)
    return 1 if failed and options.on else 0


def add_inputs(parser: Parser, more: str = "", required: bool = True) -> None:
    """Add the option --inputs."""
    parser.add_argument(
        "--inputs",
        type=Path,
        required=required,
        metavar="X.npy",
        help="an array (n, *input shape) of the model's type, or (sequences, steps, *input shape) "
        f"for a model with state; for several inputs, an .npz with one array each{more}",
    )


def predict_options(parser: Parser) -> None:
    """Take the options of `predict`."""
    add_model(parser)
    add_rungs(parser, required=True, help="where to run: one of {}")
    add_inputs(parser)
    parser.add_argument(
        "--outputs",
        type=Path,
        required=True,
        metavar="Y.npy",
        help="where to write the raw outputs (n, *output shape); .npz for several",
    )
    add_force(parser, "existing outputs that differ")
    add_json(parser)
    parser.examples("  tinyml-kit predict mnist.tflite --on uno --inputs x.npy --outputs y.npy")


def predict(options: Namespace) -> None:
    """Run a model on one rung and write its outputs."""
    from tinyml_kit import ladder
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import samples
    from tinyml_kit.rungs import registry

    model, on, outputs = options.model, options.on, options.outputs
    registry.rung(on)
    graph = read(model)
    samples.require_writable(outputs, len(graph.outputs), options.inputs)
    names = [graph.tensors[index].name for index in graph.inputs]
    run = ladder.predict(model, samples.read(options.inputs, names), on)
    samples.write(outputs, run.outputs, replace=options.force)
    if options.json:
        print_json(ladder.prediction(model.name, on, run))
    else:
        say(f"{outputs}: {len(run.outputs[0])} outputs of {model.name} on {on} ({run.label})")


def ladder_options(parser: Parser) -> None:
    """Take the options of `ladder`."""
    add_model(parser)
    add_inputs(parser)
    add_rungs(
        parser,
        nargs="+",
        action="extend",
        help="where to run: one or more of {}. Default: all that run here and need no port",
    )
    add_json(parser)
    parser.examples(
        "  tinyml-kit ladder mnist.tflite --inputs x.npy",
        "  tinyml-kit ladder mnist.tflite --inputs x.npy --on tflm c uno --json",
        "",
        "The status is 0 only if every requested rung ran and agreed with the oracle, TFLM.",
    )


def ladder(options: Namespace) -> int:
    """Run the same inputs on rungs and compare; status 1 if one differs."""
    from tinyml_kit import ladder
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.ladder import samples
    from tinyml_kit.rungs import registry

    for name in options.on or ():
        registry.rung(name)
    graph = read(options.model)
    names = [graph.tensors[index].name for index in graph.inputs]
    result = ladder.run(options.model, samples.read(options.inputs, names), options.on)
    if options.json:
        print_json(result.as_dict())
    else:
        print(result)
    return 0 if result.agrees else 1


def export_options(parser: Parser) -> None:
    """Take the options of `export`."""
    add_model(parser)
    parser.add_argument(
        "--as",
        dest="format",
        type=one_of(*FORMATS),
        required=True,
        metavar="FORMAT",
        help="c99 (two files of C), c-array (the model for TFLM), sketch (a folder for Arduino) or "
        "verilog (a circuit)",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to"
    )
    add_board(parser, otherwise="; default: code for any board")
    parser.add_argument("--name", metavar="NAME", help="a name for the files and functions")
    parser.add_argument(
        "--runtime",
        type=one_of("c", "tflm"),
        default="c",
        metavar="RUNTIME",
        help="what a sketch runs: c (the kit's C) or tflm (an Arduino library); default: c",
    )
    add_device(parser, otherwise="; of a circuit; default: ecp5-85")
    add_rate(parser)
    add_force(parser, "existing files that differ")
    parser.examples(
        "  tinyml-kit export mnist.tflite --as c99 --board uno --out mnist",
        "  tinyml-kit export mnist.tflite --as sketch --board nano33ble --out mnist_sketch",
        "  tinyml-kit export mnist.tflite --as verilog --device up5k --out mnist_circuit",
    )


def export(options: Namespace) -> None:
    """Write files to compile and print the size of each in bytes."""
    from tinyml_kit.arduino import sketch
    from tinyml_kit.codegen.c import c99
    from tinyml_kit.codegen.c.targets import target_of
    from tinyml_kit.codegen.tflm import c_array
    from tinyml_kit.graph.tflite import read
    from tinyml_kit.rungs.interpreters import tflm

    model, out, board, name = options.model, options.out, options.board, options.name
    replace = options.force
    if options.format == "verilog":
        return _export_circuit(options)
    if options.device or options.rate:
        raise UsageError("export: --device and --rate are for circuits; add --as verilog.")
    graph = read(model)

    def needed():
        return tflm.least_arena(tflm.build(model)) if tflm.available() else None

    if options.format == "c99":
        written = c99.export(model, out, name or "model", target_of(board), board, replace=replace)
    elif options.format == "sketch":
        if name:
            raise UsageError("export: a sketch is named after its folder; leave out --name.")
        arena = needed() if options.runtime == "tflm" else None
        written = sketch.export(model, out, options.runtime, board, arena, replace=replace)
    else:
        written = c_array.export(model, out, name, board, needed(), replace=replace)
        if caution := c_array.warning(graph):
            print(f"tinyml-kit: caution: {caution}", file=sys.stderr)
    for path in written.values():
        say(f"{path}: {path.stat().st_size} bytes")


def _export_circuit(options):
    from tinyml_kit.codegen.rtl import export as rtl

    if options.board:
        raise UsageError("export: a circuit is for an FPGA; name it with --device, not --board.")
    written = rtl.export(
        options.model, options.out, options.name or "model", options.device or rtl.DEVICE,
        options.rate, replace=options.force,
    )  # fmt: skip
    for path in written.values():
        say(f"{path}: {path.stat().st_size} bytes")


def upload_options(parser: Parser) -> None:
    """Take the options of `upload`."""
    parser.add_argument(
        "sketch",
        metavar="SKETCH",
        help="the name of one of the kit's sketches, or a sketch's folder",
    )
    add_board(parser, required=True)
    parser.add_argument(
        "--port", metavar="PORT", help="e.g. /dev/ttyACM0; default: the port where a board is found"
    )
    parser.examples("  tinyml-kit upload digits_uno --board uno")


def upload(options: Namespace) -> None:
    """Compile a sketch and upload it to a board; without a board, print the command to do so."""
    from tinyml_kit.arduino import sketches

    print(sketches.upload(options.sketch, options.board, options.port))
