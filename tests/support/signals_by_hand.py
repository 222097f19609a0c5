"""int16 models made by hand with the custom operators on signals.

As in `models_by_hand`, each function adds operators to a Maker.
"""

import numpy as np


def frames_of_signals(m):
    """A frame, and several in a row, with and without weights that lead beyond int16."""
    x = m.input((1, 96))
    for size, shift in ((96, 12), (32, 15), (48, 0)):
        window = m.constant(m.rng.integers(-(2**15), 2**15, size).astype(np.int16))
        m.operator("SignalWindow", [x, window], [m.like(x, x.shape)], shift=shift)


def spectra(m):
    """Spectra whose length is a power of 4 and one that is not, and what is made of them."""
    x = m.input((1, 50))
    for length in (64, 128):
        flat = m.like(x, (50,))
        m.operator("RESHAPE", [x, m.integers([-1])], [flat], newShape=[-1])
        scaled, bits = m.like(x, (50,)), m.plain((), np.int32)
        m.operator("SignalFftAutoScale", [flat], [scaled, bits])
        spectrum = m.like(x, (length + 2,))
        m.operator("SignalRfft", [scaled], [spectrum], T=7, fft_length=length)
        back = m.like(x, (length,))
        m.operator("SignalIrfft", [spectrum], [back], T=7, fft_length=length)
        energies = m.plain((length // 2 + 1,), np.uint32)
        # The interpreter leaves what is outside the range as it was in memory.
        every = dict(start_index=0, end_index=length // 2 + 1)
        m.operator("SignalEnergy", [spectrum], [energies], **every)
        bands(m, energies, bits)


def bands(m, energies, bits):
    """Bands of energies, of which one is empty, their roots, and logarithms of the energies."""
    widths = np.array([3, 4, 0, 7, 5], np.int16)
    starts = np.array([2, 5, 9, 9, 16], np.int16)
    shares = [m.rng.integers(0, 4097, 19).astype(np.int16) for _ in range(2)]
    at = np.array([0, 3, 7, 7, 14], np.int16)
    sums = m.plain((4,), np.uint64)
    constants = [m.constant(data) for data in (*shares, starts, at, widths)]
    m.operator("SignalFilterBank", [energies, *constants], [sums], num_channels=4)
    m.operator("SignalFilterBankSquareRoot", [sums, bits], [m.plain((4,), np.uint32)])
    logarithms = m.plain(energies.shape, np.int16)
    settings = dict(input_correction_bits=3, output_scale=64)
    m.operator("SignalFilterBankLog", [energies], [logarithms], **settings)


MODELS = (frames_of_signals, spectra)
