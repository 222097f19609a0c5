"""Commands for circuits: from a model to a bitstream."""

from argparse import Namespace
from pathlib import Path

from tinyml_kit.cli.parsing import (
    Parser,
    add_device,
    add_force,
    add_json,
    add_model,
    add_rate,
    print_json,
)


def fpga_options(parser: Parser) -> None:
    """Take the options of `fpga`."""
    add_model(parser)
    add_device(parser, required=True)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write to"
    )
    add_rate(parser)
    add_force(parser)
    add_json(parser)
    parser.examples(
        "  tinyml-kit fpga sine.tflite --device up5k --out sine_circuit",
        "",
        "The folder gets model.v, the bitstream, and what the tools report. Place and route take",
        "a minute for a small circuit and some for a large one.",
    )


def fpga(options: Namespace) -> None:
    """Place and route a model's circuit and show what it takes of the chip."""
    from tinyml_kit.rungs.fpga import place_and_route

    placed = place_and_route.place(
        options.model, options.out, options.device, options.rate, replace=options.force
    )
    if options.json:
        print_json({"model": options.model.name, **placed.as_dict()})
    else:
        print(placed)
