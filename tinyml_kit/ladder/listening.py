"""A listener on an emulated board: what it hears in a recording, and what that takes.

The recording stands in for the microphone. The emulator counts instructions, so the share of time
is an estimate: one instruction a cycle, which no real core exceeds.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit import boards
from tinyml_kit.base import children, temporary
from tinyml_kit.codegen.c.targets import target_of
from tinyml_kit.features.audio import listener
from tinyml_kit.features.audio.listening import Rule, ends
from tinyml_kit.features.audio.settings import AT_8_KHZ, Settings
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.rungs import elf, toolchain
from tinyml_kit.rungs.protocol import DeviceError
from tinyml_kit.rungs.qemu import emulated

# Seconds for an emulation, and for each second of sound.
PATIENCE, PATIENCE_PER_SECOND = 60, 30


@dataclass(frozen=True)
class Listened:
    """What a board heard, and what it took.

    said : (n, 2) int, samples that had come and the word's number
    answers : (m, words) int8, of the network
    instructions : (samples,) int64, of the call for each sample (emulated)
    has_frame, has_answer : (samples,) bool, whether it computed features, and asked the network
    rate : samples a second
    clock : of the board, in Hz
    flash_bytes, ram_bytes : of the whole program; RAM without the stack
    stack_bytes : the deepest stack
    """

    said: np.ndarray
    answers: np.ndarray
    instructions: np.ndarray
    has_frame: np.ndarray
    has_answer: np.ndarray
    rate: int
    clock: int
    flash_bytes: int
    ram_bytes: int
    stack_bytes: int

    @property
    def of_front_end(self) -> int:
        """Return the instructions of a frame's features, the median."""
        return int(np.median(self.instructions[self.has_frame & ~self.has_answer]))

    @property
    def of_network(self) -> int:
        """Return the instructions of an answer, the median, without the features."""
        return int(np.median(self.instructions[self.has_answer])) - self.of_front_end

    @property
    def share(self) -> float:
        """Return the share of the sound's time that its computing takes (estimated)."""
        return float(self.instructions.sum() / self.clock / (len(self.instructions) / self.rate))


def listen(
    model: str | Path | bytes | Graph,
    samples: np.ndarray,
    board: str = "nano33ble",
    settings: Settings = AT_8_KHZ,
    rule: Rule | None = None,
    optimize: str = "-Os",
) -> Listened:
    """Let a board listen to a recording.

    Parameters
    ----------
    model, settings, rule : as for `features.audio.listener.export`
    samples : (n,) int16, at the settings' rate
    board : a board of `boards` whose core QEMU emulates
    optimize : the compiler's option

    Raises
    ------
    RungMissing
        If the compiler or the emulator is not installed.
    AudioError, GraphError, ExportError
        As `listener.export`.
    DeviceError
        If there is no emulator for the board, the program does not fit, or it does not end.
    """
    facts, rule = boards.find(board), rule or Rule()
    compiler, emulator = emulated.tools_of(facts)
    graph = model if isinstance(model, Graph) else read(model)
    with temporary.folder() as name:
        folder = Path(name)
        written = listener.export(
            graph, folder, settings, rule, target=target_of(board), board=board
        )
        sources = [path for path in written.values() if path.suffix == ".c"]
        program = folder / "listener.elf"
        toolchain.run([
            toolchain.find(compiler.program), *compiler.options,
            *emulated.write_memory(facts, folder), optimize, "-std=gnu99", "-ffunction-sections",
            "-fdata-sections", "-I", folder, emulated.firmware_of(facts) / "startup.c",
            emulated.SHARED / "listen.c", *sources, "-lm", "-o", program,
        ])  # fmt: skip
        files = _emulated(facts, program, folder, np.asarray(samples, "<i2"), settings.rate)
        sizes = elf.sizes(program)
    frames = ends(graph, settings, rule).frames
    at = np.arange(len(samples)) + 1 - settings.window
    has_frame = (at >= 0) & (at % settings.step == 0)
    number = at // settings.step + 1 - frames
    ticks = np.frombuffer(files["counts.bin"], "<u4")
    return Listened(
        said=np.frombuffer(files["said.bin"], "<u4").reshape(-1, 2).astype(int),
        answers=np.frombuffer(files["answers.bin"], np.int8).reshape(
            -1, graph.tensors[graph.outputs[0]].size
        ),
        instructions=np.round(ticks * emulator.instructions_per_tick).astype(np.int64),
        has_frame=has_frame,
        has_answer=has_frame & (number >= 0) & (number % rule.every == 0),
        rate=settings.rate,
        clock=facts.clock,
        flash_bytes=sizes.flash,
        ram_bytes=sizes.ram,
        stack_bytes=int(np.frombuffer(files["stack.bin"], "<u4")[0]),
    )


def _emulated(board, program, folder, samples, rate):
    """Return {name: bytes} of the files that the program wrote."""
    samples.tofile(folder / "sound.bin")
    limit = PATIENCE + PATIENCE_PER_SECOND * len(samples) / rate
    command = [*emulated.emulator_command(board, program), "-serial", "none"]
    try:
        answer = children.run(
            command, cwd=folder, timeout=limit, stdin=subprocess.DEVNULL, capture_output=True,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise DeviceError(
            f"{board.name}: the emulator has not ended after {limit:.0f} s; give it a shorter "
            "recording, or a smaller network."
        ) from None
    files = {path.name: path.read_bytes() for path in folder.glob("*.bin")}
    if answer.returncode or len(files.get("counts.bin", "")) != 4 * len(samples):
        words = " ".join(answer.stderr.split())[:300] or f"status {answer.returncode}"
        raise DeviceError(f"{board.name}: the emulator ended early: {words}.")
    return files
