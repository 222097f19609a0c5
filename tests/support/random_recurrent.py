"""Random models with a recurrent operator, which run on sequences."""

import numpy as np

from tests.support import random_operators, random_signals
from tests.support.random_graphs import LATER, Maker, Value, finished, names_of
from tests.support.random_weights import UNIFORM

TANH = 4


def svdf(m):
    batch, inputs, units = m.one_of(1, 1, 2), m.int(1, 7), m.int(1, 5)
    rank, memory = m.int(1, 3), m.int(1, 6)
    filters = units * rank
    x = m.input((batch, inputs))
    state_type = np.float32 if m.float else m.one_of(np.int8, np.int16)
    features = _weights(m, (filters, inputs), np.int8)
    times = _weights(m, (filters, memory), state_type)
    options = {"rank": rank, "fusedActivationFunction": random_operators.activation(m)}
    shape = (batch, filters * memory)
    if m.float:
        bias = m.constant(m.rng.normal(size=units).astype(np.float32))
        state = _state(m, shape, np.float32)
        m.operator("SVDF", [x, features, times, bias, state], [m.output((batch, units))], **options)
        return
    spread = np.sqrt(inputs) * UNIFORM * UNIFORM * x.scale * features.scale
    wide = state_type == np.int16
    scale = np.float32(m.scale_for(spread) / (256 if wide else 1))
    state = _state(m, shape, state_type, scale, 0 if wide else m.zero_point())
    of_bias = np.float32(scale * np.float32(times.scale))
    spread = np.sqrt(memory * rank) * (18_918.0**2 if wide else UNIFORM**2)
    values = m.rng.normal(0, spread * m.one_of(0.1, 1), units)
    limit = 2**31 - 1
    bias = m.constant(np.clip(values, -limit, limit).astype(np.int32), of_bias)
    fine = float(of_bias) * m.rng.uniform(0.3, 1.5)
    y = m.output((batch, units), fine if m.chance(0.2) else m.scale_for(spread * float(of_bias)))
    m.operator("SVDF", [x, features, times, bias, state], [y], **options)


def lstm(m):
    batch, steps, inputs, cells = m.one_of(1, 1, 2), m.int(1, 4), m.int(1, 6), m.int(1, 6)
    major = batch == 1 and m.chance(0.2)
    x = m.input((steps, 1, inputs) if major else (batch, steps, inputs))
    weights = [_weights(m, (cells, inputs), np.int8) for _ in range(4)]
    recurrent = [_weights(m, (cells, cells), np.int8) for _ in range(4)]
    biases = []
    for weight in weights:
        values = m.rng.normal(size=cells)
        if m.float:
            biases.append(m.constant(values.astype(np.float32)))
            continue
        scale = np.float32(x.scale) * np.float32(weight.scale)
        kind = np.int32 if m.dtype == np.int8 else np.int64
        biases.append(m.constant((values / scale).astype(kind), scale))
    how = {}
    if not m.float:
        how = {"scale": 2.0**-7 if m.dtype == np.int8 else 2.0**-15}
        how["zero_point"] = m.one_of(0, 0, m.int(-20, 20)) if m.dtype == np.int8 else 0
    hidden = _state(m, (batch, cells), m.dtype, **how)
    cell_scale = m.one_of(2.0**-11, 2.0**-12, 2.0**-9 * 1.0003, 0.0007, 2.0**-14)
    cell = _state(
        m, (batch, cells), *((np.float32,) if m.float else (np.int16, np.float32(cell_scale), 0))
    )
    y = m.output((*x.shape[:2], cells), *how.values())
    inputs = [x, *weights, *recurrent, None, None, None, *biases, None, None, hidden, cell]
    m.operator(
        "UNIDIRECTIONAL_SEQUENCE_LSTM",
        [*inputs, None, None, None, None],
        [y],
        fusedActivationFunction=TANH,
        cellClip=m.one_of(0.0, 0.0, 0.6, 10.0),
        timeMajor=major,
    )


def spectral(m):
    """Noise that is averaged over spectra and taken off, and gains against what is left of it."""
    x = m.input((1, 32))
    flat, spectrum = m.like(x, (32,)), m.like(x, (34,))
    m.operator("RESHAPE", [x, m.integers([-1])], [flat], newShape=[-1])
    m.operator("SignalRfft", [flat], [spectrum], T=7, fft_length=32)
    energies, left, noise, gained = (m.plain((17,), np.uint32) for _ in range(4))
    m.operator("SignalEnergy", [spectrum], [energies], start_index=0, end_index=17)
    paces = dict(
        smoothing=m.int(1, 2**14),
        one_minus_smoothing=m.int(1, 2**14),
        alternate_smoothing=m.int(1, 2**14),
        alternate_one_minus_smoothing=m.int(1, 2**14),
        smoothing_bits=m.int(0, 12),
        min_signal_remaining=m.int(0, 2**14),
        spectral_subtraction_bits=14,
        num_channels=17,
        clamping=m.chance(0.5),
    )
    m.operator("SignalFilterBankSpectralSubtraction", [energies], [left, noise], **paces)
    gains = m.constant(m.rng.integers(-(2**15), 2**15, 125).astype(np.int16))
    m.operator("SignalPCAN", [left, noise, gains], [gained], snr_shift=m.int(0, 20))


def _weights(m, shape, kind):
    """Add constant weights, with one scale unless they are real."""
    if m.float:
        return Value(m.constant((m.rng.normal(size=shape)).astype(np.float32)), shape)
    limits = np.iinfo(kind)
    data = m.rng.integers(limits.min + 1, limits.max + 1, shape).astype(kind)
    scale = float(np.float32(10 ** m.rng.uniform(-2.7, -1.5) / (1 if kind == np.int8 else 256)))
    return Value(m.constant(data, scale), shape, scale, 0, kind)


def _state(m, shape, dtype, scale=None, zero_point=0):
    return m.writer.tensor(shape, dtype, scale, zero_point, variable=True)


def recurrent(seed, dtype=np.int8):
    """Return a Model with one or two recurrent operators, and others around them.

    Those of `random_signals` are drawn from LATER on.
    """
    maker = Maker(seed, dtype)
    kinds = (lstm, spectral) if dtype == np.int16 else (svdf, lstm)
    if seed >= LATER:
        kinds = random_signals.KINDS[dtype]
    for number in range(maker.int(1, 2)):
        kinds[(seed + number) % len(kinds)](maker)
        for _ in range(maker.int(0, 2)):
            random_operators.OPERATORS[maker.one_of(*names_of(dtype))](maker)
    return finished(maker, seed)
