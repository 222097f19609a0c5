"""A board that pages do not have, in their view: emulated here, streamed over its serial line.

The view asks the notebook's kernel in place of a worker. What comes back is what a sketch prints,
its last writes to pins, and what its network answers; times are those of the emulated core.
"""

import atexit
import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tinyml_kit import boards
from tinyml_kit.arduino import qemu_board
from tinyml_kit.arduino.sketches import Sketch
from tinyml_kit.arduino.virtual_board import Drawings, described
from tinyml_kit.arduino.wiring import Wiring, in_words
from tinyml_kit.arduino.wiring import described as described_wiring
from tinyml_kit.rungs.serial.link import SerialError, open_port
from tinyml_kit.rungs.serial.serial_board import SerialBoard

#: Seconds without a byte after which a sketch has said what it wanted to; and the most of a wait.
QUIET, PATIENCE = 0.3, 3.0
#: Seconds that a sketch gets to see what was turned or pressed.
REACTION = 0.05
#: Microseconds, in which the view counts.
TICKS = 1_000_000
#: Of the Nano 33 BLE: pins, analogue inputs, the number of the first of them, and the most volts.
PINS, INPUTS, FIRST, VOLTS = 22, 8, 14, 3.3

Report = dict[str, Any]


def scene(sketch: Sketch, wiring: Wiring, network: Drawings | None = None) -> dict[str, Any]:
    """Return what the view shows of an emulated board, as data for JSON.

    Parameters
    ----------
    sketch : what `qemu_board.build` returned
    wiring : Wiring
    network : Drawings, if it reads drawings over its serial port
    """
    board = boards.find(sketch.board)
    pins = [str(number) for number in range(PINS)]
    return described(sketch, "emulated", network) | {
        "title": f"{sketch.name} on an emulated {board.title}",
        "words": f"A drawing of an emulated {board.title}{in_words(wiring)}; it runs the sketch "
        f"{sketch.name}.",
        "wiring": described_wiring(wiring, pins, INPUTS, VOLTS),
    }


class Stream:
    """An emulated board that answers what the view asks.

    Parameters
    ----------
    elf : path of the program, which is emulated from the first "start" on
    wiring : the scene's: lights are watched, knobs and buttons change what pins read
    kept : what the program needs to be there; closed with the emulator, when Python ends at the
        latest
    """

    def __init__(self, elf: Path, wiring: Mapping[str, Any], kept: contextlib.ExitStack) -> None:
        self._elf, self._kept = elf, kept
        self._lights = [int(light["pin"]) for light in wiring["lights"]]
        # A button that nobody presses leaves its pin high.
        self._wires = {int(button["pin"]): 1 for button in wiring["buttons"]}
        self._wires |= {FIRST + knob["channel"]: knob["counts"] for knob in wiring["knobs"]}
        self._running = contextlib.ExitStack()
        self._board: qemu_board.EmulatedBoard | None = None
        atexit.register(self.close)

    def close(self) -> None:
        """End the emulator, and give back what it needed."""
        self._stop()
        self._kept.close()
        atexit.unregister(self.close)

    def _stop(self):
        self._running.close()
        self._board = None

    def take(self, message: Mapping[str, Any]) -> Iterator[Report]:
        """Do what the view asks for, and yield what it is to be told.

        Parameters
        ----------
        message : {"do": "start"}, {"do": "knob", "channel", "counts"}, {"do": "press", "pin",
            "high"}, {"do": "type", "text"} or {"do": "predict", "id", "input"}
        """
        if message["do"] == "start":
            self._start()
            yield self._status("")
        elif self._board is None:
            return
        elif message["do"] in ("knob", "press"):
            self._wire(message)
            yield self._status("")
        elif message["do"] == "type":
            yield self._status(self._said(str(message["text"])))
        elif message["do"] == "predict":
            yield self._answer(message["id"], np.array(message["input"], np.uint8).view(np.int8))
            yield self._status("")

    def _start(self):
        self._stop()
        emulated = qemu_board.emulate(self._elf, wires=self._wires)
        self._board = self._running.enter_context(emulated)
        if (
            self._wires
        ):  # who has a knob or a button need not type anything to see the sketch at work
            open_port(self._board.port).close()
            time.sleep(REACTION)

    def _wire(self, message):
        """Change what a pin reads, and remember it for the next start."""
        if message["do"] == "knob":
            pin, value = FIRST + int(message["channel"]), int(message["counts"])
        else:
            pin, value = int(message["pin"]), int(message["high"])
        if self._wires.get(pin) == value:
            return
        self._wires[pin] = value
        self._board.wire(pin, value)
        time.sleep(REACTION)

    def _said(self, typed):
        """Type a text into the serial monitor; return what the sketch prints until it is quiet."""
        line, heard = open_port(self._board.port), b""
        with contextlib.closing(line):
            line.write(typed.encode("ascii", "replace"))
            start = last = time.monotonic()
            while time.monotonic() - start < PATIENCE:
                more = line.read(4096)
                if more:
                    heard, last = heard + more, time.monotonic()
                elif heard and time.monotonic() - last > QUIET:
                    break
                time.sleep(0.01)
        return heard.decode("ascii", "replace")

    def _answer(self, number, pixels):
        told = {"say": "answer", "id": number, "problem": None, "output": [], "ticks": 0,
                "identity": {"ticks": TICKS}}  # fmt: skip
        try:
            with SerialBoard(self._board.port) as board:
                (outputs, *_), seconds = board.predict(pixels[np.newaxis])
        except SerialError as problem:
            return told | {"problem": str(problem).rstrip(".")}
        output = outputs[0].view(np.uint8).tolist()
        return told | {"output": output, "ticks": round(float(seconds[0]) * TICKS)}

    def _status(self, text):
        written = self._board.written()
        duties = {str(pin): _duty(written[written[:, 0] == pin, 1]) for pin in self._lights}
        traces = {pin: {"level": 0, "edges": []} for pin in duties}
        return {"say": "status", "cycles": 0, "megahertz": 0, "stack": 0, "text": text,
                "duties": duties, "traces": traces}  # fmt: skip


def _duty(values):
    """Return for which share of time a pin is on, by what was written to it last."""
    if not len(values):
        return 0.0
    # A sketch that only writes 0 and 1 means levels, not 1/255.
    return float(values[-1]) / (255 if values.max() > 1 else 1)
