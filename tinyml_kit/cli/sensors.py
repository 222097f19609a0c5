"""The command for a sensor of one's own: recordings, labelled and counted."""

import contextlib
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from tinyml_kit.base.errors import BadInput
from tinyml_kit.cli.parsing import Parser, UsageError, add_board, count, positive, say

#: Samples a second of pins, if nothing else is asked for.
RATE = 100.0


def collect_options(parser: Parser) -> None:
    """Take the options of `collect`."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="where the labels' folders are, or will be"
    )
    parser.add_argument("--label", required=True, metavar="LABEL", help="what is recorded")
    parser.add_argument(
        "--person", required=True, metavar="NAME", help="by whom: the files' names begin with it"
    )
    parser.add_argument(
        "--session", default="", metavar="NAME", help="when or where, in the files' names, too"
    )
    parser.add_argument(
        "--port", metavar="PORT", help="e.g. /dev/ttyACM0; default: the port where a board is found"
    )
    parser.add_argument(
        "--baud", type=count, metavar="N", help="bits a second, as in the sketch; default: 115200"
    )
    parser.add_argument(
        "--source", metavar="NAME", help="pins, motion or sound; default: the first of the sketch"
    )
    parser.add_argument(
        "--axes", type=count, metavar="N",
        help="how many pins from A0 on, or axes; default: one pin, all axes",
    )  # fmt: skip
    parser.add_argument(
        "--rate", type=positive, metavar="HZ", help="samples a second of pins; default: 100"
    )
    parser.add_argument(
        "--seconds", type=positive, default=2.0, metavar="S",
        help="how long a recording is; default: 2",
    )  # fmt: skip
    parser.add_argument(
        "--takes", type=count, default=1, metavar="N", help="how many recordings; default: 1"
    )
    parser.add_argument(
        "--pause", type=positive, metavar="S", help="seconds before each recording; default: 1"
    )
    add_board(parser, otherwise="; simulated, with the sensor of --sensor")
    parser.add_argument(
        "--sensor", type=Path, metavar="FILE",
        help="what the simulated board's sensor feels: CSV in volts (uno, mega2560), CSV of six "
        "axes or WAV (nano33ble)",
    )  # fmt: skip
    parser.examples(
        "  tinyml-kit collect data --label knock --person anna --axes 3 --takes 10",
        "  tinyml-kit collect data --label yes --person anna --source sound --seconds 1",
        "  tinyml-kit collect data --label knock --person anna --board uno --sensor knocks.csv",
        "",
        "The board needs the sketch collect_uno or collect_nano33ble (tinyml-kit upload). Ctrl-C",
        "stops at any time, and keeps what has come. The status is 1 if samples were lost.",
    )


def collect(options: Namespace) -> int:
    """Record a sensor into labelled files; status 1 if samples were lost."""
    from tinyml_kit.collect import Labelled

    if bool(options.sensor) != bool(options.board):
        raise UsageError("collect: --board and --sensor simulate a board together; give both.")
    if options.sensor and (options.port or options.baud or options.pause):
        raise UsageError("collect: --port, --baud and --pause are for a real board; omit them.")
    place = Labelled(options.folder, options.label, options.person, options.session)
    taken = _simulated(options, place) if options.sensor else _real(options, place)
    return 1 if sum(taken) else 0


def _real(options, place):
    """Record from a board at a port; yield how many samples each recording has lost."""
    from tinyml_kit.rungs.serial import stream

    port = options.port or _only_port()
    with stream.SensorLine(port, baud=options.baud or stream.BAUD) as line:
        source = line.source(options.source)
        for number in range(1, options.takes + 1):
            say(f"recording {number} of {options.takes}: {options.label}")
            time.sleep(options.pause or 1.0)
            yield _one(options, place, line, source)


def _simulated(options, place):
    """Record from a simulated board, a recording after the other from its sensor's file."""
    from tinyml_kit.collect import simulated
    from tinyml_kit.rungs.serial import stream

    start = 0
    with simulated.simulate(options.board, options.sensor, options.rate or RATE) as board:
        for _ in range(options.takes):
            with board.feeling(start) as port, stream.SensorLine(port) as line:
                sound = board.samples.ndim == 1
                source = line.source("sound" if sound else options.source)
                yield _one(options, place, line, source)
                rate = source.rate if source.own_clock else board.rate
                start += round(options.seconds * rate)


def _one(options, place, line, source):
    """Make a recording and write it, however it ends; return how many samples were lost."""
    from tinyml_kit.collect import Recorder

    axes = options.axes or (None if source.own_clock else 1)
    rate = options.rate if source.own_clock else options.rate or RATE
    recorder = Recorder(line, source, options.seconds, axes, rate)
    number = place.next_number()
    with _kept(recorder, place, number):
        recorder.run(options.label)
    return recorder.take().lost


@contextlib.contextmanager
def _kept(recorder, place, number) -> Iterator[None]:
    """Write what has come when the block ends, also when it is stopped or the board fails."""
    try:
        yield
    except BaseException:
        if recorder.take().came:
            _write(recorder, place, number)
        raise
    _write(recorder, place, number)


def _write(recorder, place, number):
    take = recorder.take()
    path = place.write(take, number)
    said = f"{path}: {len(take.samples)} samples of {len(take.axes)} axes, "
    said += f"{len(take.samples) / take.rate:.2f} s"
    if take.lost or take.damaged:
        said += (
            f"; {take.lost} samples were lost and {take.damaged} frames came damaged, and this is "
            "the longest stretch without a gap"
        )
    elif len(take.samples) < recorder.wanted:
        said += f", of {recorder.wanted} that were wanted"
    say(said)


def _only_port():
    from tinyml_kit.rungs.serial import serial_board

    ports = [name for name, _ in serial_board.find()]
    if len(ports) != 1:
        here = f"there are boards at {', '.join(ports)}" if ports else "no board is plugged in"
        raise BadInput(
            f"collect: {here}; name its port with --port, or simulate one with --board and "
            "--sensor."
        )
    return ports[0]
