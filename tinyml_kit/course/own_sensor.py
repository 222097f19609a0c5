"""What chapter 21 collects: people who move an accelerometer, and what a kitchen does to it.

The accelerometer is an ADXL335: its three outputs stand at half of its supply and change by a tenth
of the supply for each g (Analog Devices, "ADXL335", Rev. B: 300 mV/g at 3 V, ratiometric). People
and movements are simulated; `datasets.motion.gestures` says how.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from tinyml_kit.arduino import simavr_pty, sketches
from tinyml_kit.collect import Labelled, Recorder, Take, simulated
from tinyml_kit.course import avr_function
from tinyml_kit.course.avr_bench import or_say
from tinyml_kit.datasets import motion
from tinyml_kit.features.motion import Settings, in_c
from tinyml_kit.rungs.serial.stream import SensorLine

GESTURES = ("circle", "knock", "rest", "wave")
NAMES = ("anna", "bo", "cem", "dina", "eli", "fay", "gus", "hana", "ivo", "jo")
PINS = ("A0", "A1", "A2")
TAKES = 5
#: Samples a second, and in a recording.
RATE, LENGTH = 50.0, 128
#: The converter of an Uno at 5 V, as simavr computes it: the nominal 1024 steps, and its 1023.
STEP, TOP = 5 / 1024, 1023
SETTINGS = Settings(axes=3, window=128, step=64, smooth=1, gravity=0, frequencies=4)
#: In C, what the sketch does with a sample before the network.
PUSH = "uint8_t push(const int16_t *sample) { return motion_push(sample); }"


def people() -> motion.Motions:
    """Return (128, 3) recordings in g of ten people, five for each gesture (simulated)."""
    moved = motion.simulated(people=len(NAMES), takes=TAKES, seed=21)
    chosen = moved.part(
        index for index, label in enumerate(moved.labels) if moved.names[label] in GESTURES
    )
    names = [GESTURES.index(moved.names[label]) for label in chosen.labels]
    return replace(
        chosen,
        samples=tuple(samples[:, :3] for samples in chosen.samples),
        labels=np.array(names, np.int64),
        names=GESTURES,
        people=tuple(NAMES[int(who.split()[-1])] for who in chosen.people),
        axes=PINS,
    )


def volts(g: np.ndarray, supply: float = 3.3) -> np.ndarray:
    """Return the three outputs of the sensor, (n, 3) float, at an acceleration in g."""
    return np.clip(supply * (0.5 + 0.1 * np.asarray(g, np.float64)), 0, supply)


def counts(voltages: np.ndarray) -> np.ndarray:
    """Return what analogRead says of voltages, int16, as simavr's converter does."""
    millivolts = np.rint(1000 * np.asarray(voltages)).astype(np.int64)
    return (millivolts * TOP // 5000).astype(np.int16)


def turned(g: np.ndarray) -> np.ndarray:
    """Return what a sensor feels that has come loose and turned by a quarter around its z axis."""
    return np.stack([-g[:, 1], g[:, 0], g[:, 2]], axis=1)


def rattling(g: np.ndarray, seed: int = 0) -> np.ndarray:
    """Return what a sensor feels that rattles on its screw: 0.25 g of noise."""
    return g + np.random.default_rng((21, seed)).normal(0, 0.25, g.shape)


def collected(
    folder: Path, moved: motion.Motions, chosen: range | list[int]
) -> Iterator[tuple[int, Path, Take]]:
    """Collect recordings from a simulated Uno, and yield the index, the path and the Take of each.

    Raises
    ------
    RungMissing
        If simavr, a compiler or Arduino's core is not installed.
    """
    felt = volts(moved.samples[0])
    with simulated.simulate("uno", felt, RATE) as board:
        for index in chosen:
            board.samples = volts(moved.samples[index])
            place = Labelled(folder, GESTURES[moved.labels[index]], moved.people[index], "table")
            with board.feeling() as port, SensorLine(port, 60.0) as line:
                recorder = Recorder(line, line.source(), LENGTH / RATE, 3, RATE)
                recorder.run(place.label)
            take = recorder.take()
            yield index, place.write(take, moved_number(index)), take


def moved_number(index: int) -> int:
    """Return the number in the file's name of a recording: from 1 for each gesture and person."""
    return index % TAKES + 1


def write_rest(folder: Path, moved: motion.Motions) -> int:
    """Write the recordings that are not in the folder yet, with `counts`; return how many."""
    written = 0
    for index, samples in enumerate(moved.samples):
        place = Labelled(folder, GESTURES[moved.labels[index]], moved.people[index], "table")
        steps = counts(volts(samples))
        take = Take(steps, RATE, PINS, (STEP,) * 3, len(steps), 0, 0)
        if not place.path(take, moved_number(index)).exists():
            place.write(take, moved_number(index))
            written += 1
    return written


def watched(elf: Path | None, moved: motion.Motions, chosen: range | list[int]) -> np.ndarray:
    """Let the sketch of `collect.watch` watch recordings on a simulated Uno.

    Returns
    -------
    (recordings, labels + 1) int16: the scores, and how strange the features were; none where there
    is no program, because a tool is missing
    """
    said: list[np.ndarray] = []
    if elf is None:
        return np.zeros((0, len(GESTURES) + 1), np.int16)
    with simavr_pty.simulate(elf, "uno") as board:
        for index in chosen:
            with SensorLine(board.port, 60.0) as line:
                board.play(volts(moved.samples[index]), RATE)
                source = line.source("watch")
                recorder = Recorder(line, source, 1 / source.rate)
                recorder.run(GESTURES[moved.labels[index]])
            said.append(recorder.take().samples[0])
    return np.array(said)


def file_name(moved: motion.Motions, index: int) -> str:
    """Return the name of a recording's file, as `motion.of_folder` gives it."""
    label, who = GESTURES[moved.labels[index]], moved.people[index]
    return f"{label}/{who}_table_{moved_number(index):03d}.csv"


def fresh(folder: Path) -> Path:
    """Return an empty folder for recordings; what an earlier run wrote there is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write_felt(path: Path, voltages: np.ndarray) -> Path:
    """Write a CSV file of voltages that a simulated board can have at its pins."""
    np.savetxt(path, voltages, "%.4f", ",", header=",".join(PINS), comments="")
    return path


def one_of_each(recorded: motion.Motions, who: str) -> dict[str, int]:
    """Return {label: index} of somebody's first recording of each gesture."""
    return {
        name: next(
            index
            for index, person in enumerate(recorded.people)
            if person == who and recorded.labels[index] == label
        )
        for label, name in enumerate(recorded.names)
    }


def read_at(
    voltages_of: Callable[[np.ndarray], np.ndarray],
    moved: motion.Motions,
    recorded: motion.Motions,
) -> list[np.ndarray]:
    """Return what the converter reads of all movements at another place, as `recorded` has them.

    Parameters
    ----------
    voltages_of : function of an acceleration (n, 3) in g, which returns the voltages at the pins
    """
    by_name = {file_name(moved, index): samples for index, samples in enumerate(moved.samples)}
    return [counts(voltages_of(by_name[name])) for name in recorded.files]


def compiled(folder: Path) -> Path | None:
    """Compile a sketch for the Uno and print its sizes; return None where a tool is missing."""
    with or_say():
        built = sketches.build(folder, "uno", f"{folder}_built")
        print(
            f"{built.flash_bytes:,} bytes of flash, {built.ram_bytes:,} of 2,048 bytes of RAM "
            "(measured)"
        )
        return built.elf
    return None


def feature_cycles(samples: np.ndarray, settings: Settings) -> int:
    """Return the cycles of an Uno from the last sample of a window to its features (simulated).

    Parameters
    ----------
    samples : (window, axes) int16
    settings : Settings

    Raises
    ------
    RungMissing
        If a compiler, avr-libc or simavr is not installed.
    """
    code = f"{in_c.source(settings)['motion.h']}\n{PUSH}"
    called = avr_function.call(code, "push", [samples], np.uint8)
    return int(called.cycles[np.flatnonzero(called.made)[0]])
