"""Signals as inputs: every axis centred and scaled to int8, and a network along time.

    input = limit(round((sample - middle) · factor), -128, 127)

in float32, rounded to even; middle and factor of each axis come from the recordings to train on.
The C does the same and gives the same bits.
"""

import numpy as np

from tinyml_kit.base.text import c_comment
from tinyml_kit.codegen.c.literals import number
from tinyml_kit.learning.signals import signal_cnn
from tinyml_kit.own.reading import Loaded
from tinyml_kit.own.task import Task

WIDTHS = (24, 16, 12, 8, 4)
EPOCHS = 40
#: Steps of int8 in one standard deviation; four of them fit on either side.
STEPS = 32


def task(data: Loaded, train: np.ndarray) -> Task:
    """Return the Task of signals; `train` are the indices that the scales are taken from."""
    known = data.samples[train].astype(np.float64)
    middle = known.mean(axis=(0, 1)).astype(np.float32)
    spread = known.std(axis=(0, 1))
    factor = (STEPS / np.where(spread > 0, spread, 1)).astype(np.float32)
    window, axes = data.samples.shape[1:]

    def more(indices, copies, seed):
        random = np.random.default_rng(seed)
        made = [moved(data.samples[k], middle, random) for _ in range(copies) for k in indices]
        return as_input(np.stack(made), middle, factor)[:, :, np.newaxis]

    return Task(
        inputs=as_input(data.samples, middle, factor)[:, :, np.newaxis],
        steps=STEPS,
        more=more,
        network=lambda width, classes: signal_cnn(window, axes, classes, width),
        widths=WIDTHS,
        epochs=EPOCHS,
        batch=64,
        rate=4e-3,
        augment=None,
        device=lambda model: {"signal.h": header(data.axes, middle, factor, window)},
        beside=None,
        notes=(
            f"input: {window} samples of {axes} axes, each minus its mean, {STEPS} steps a "
            "standard deviation, limited to int8",
            "more to train on: each recording again, up to a fifth larger or smaller and faster or "
            "slower, moved by up to a tenth, with noise",
        ),
    )


def as_input(samples: np.ndarray, middle: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Return samples (…, axes) float32 as int8."""
    apart = (np.asarray(samples, np.float32) - middle) * factor
    return np.clip(np.rint(apart), -128, 127).astype(np.int8)


def moved(samples: np.ndarray, middle: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return another recording of the same: (window, axes) float32.

    Played at 0.8 to 1.2 times the speed, up to a tenth earlier or later, 0.8 to 1.2 times as
    large around the middle, with noise of 2 % of its spread. What the ends lack repeats the last
    sample.
    """
    size = len(samples)
    at = np.arange(size) - (size - 1) / 2
    at = at * random.uniform(0.8, 1.2) + (size - 1) / 2 + random.uniform(-0.1, 0.1) * size
    at = np.clip(at, 0, size - 1)
    axes = [np.interp(at, np.arange(size), axis) for axis in samples.T]
    played = np.stack(axes, axis=1)
    larger = (played - middle) * random.uniform(0.8, 1.2) + middle
    noise = random.normal(size=larger.shape) * samples.std(axis=0) * 0.02
    return (larger + noise).astype(np.float32)


def header(axes: tuple[str, ...], middle: np.ndarray, factor: np.ndarray, window: int) -> str:
    """Return the C that makes an input of the network of a sample."""
    names = "\n".join(f"     {k}: {c_comment(name, 60)}" for k, name in enumerate(axes))
    middles, factors = (", ".join(map(number, table)) for table in (middle, factor))
    return f"""/* From a sample of the sensor to an input of the network, one axis after the other:
{names}
   Put {window} samples, oldest first, into model_input(0); each is {len(axes)} bytes. */
#ifndef SIGNAL_H
#define SIGNAL_H

#include <math.h>
#include <stdint.h>

#define SIGNAL_WINDOW {window}
#define SIGNAL_AXES {len(axes)}

static const float signal_middle[SIGNAL_AXES] = {{{middles}}};
static const float signal_factor[SIGNAL_AXES] = {{{factors}}};

/* Returns what the network is given of a sample, in the unit of the recordings. */
static inline int8_t signal_input(int axis, float sample) {{
  float apart = (sample - signal_middle[axis]) * signal_factor[axis];
  return apart <= -128 ? -128 : apart >= 127 ? 127 : (int8_t)lrintf(apart);
}}

#endif
"""
