"""Answers to the exercises on a device that hears words: right ones, and usual wrong ones."""

import numpy as np

from tinyml_kit.course.keys import chapter_18
from tinyml_kit.datasets import people


def every_by_search(of_frame, of_network, clock, step, limit):
    frames = 1
    while (frames * of_frame + of_network) > limit * clock * step * frames * (1 + 1e-12):
        frames += 1
    return frames


def every_without_features(of_frame, of_network, clock, step, limit):
    return max(1, int(np.ceil(of_network / (limit * clock * step))))


def every_rounded_down(of_frame, of_network, clock, step, limit):
    return max(1, int(of_network / (limit * clock * step - of_frame)))


def features_by_loops(samples, rate, window, step, points, bands, low, high):
    def mel(hz):
        return 1127 * np.log1p(hz / 700)

    width = (mel(high) - mel(low)) / (bands + 1)
    rows = []
    for start in range(0, len(samples) - window + 1, step):
        fade = np.sin(np.pi * (np.arange(window) + 0.5) / window) ** 2
        spectrum = np.fft.rfft(samples[start : start + window] * fade, points)
        row = []
        for band in range(bands):
            centre = mel(low) + width * (band + 1)
            distance = np.abs(mel(np.arange(len(spectrum)) * rate / points) - centre)
            row.append(np.sum(np.maximum(0, 1 - distance / width) * np.abs(spectrum) ** 2))
        rows.append(np.log1p(row))
    return np.array(rows)


def twice_as_loud(samples, rate, window, step, points, bands, low, high):
    made = chapter_18.log_mel(samples, rate, window, step, points, bands, low, high)
    return made + np.log(2)


def upside_down(samples, rate, window, step, points, bands, low, high):
    made = chapter_18.log_mel(samples, rate, window, step, points, bands, low, high)
    return made[:, ::-1]


def one_frame_less(*given):
    return chapter_18.log_mel(*given)[:-1]


def no_logarithm(*given):
    return np.exp(chapter_18.log_mel(*given)) - 1


def left_out_by_lists(x, labels, speakers, fit):
    shares = {}
    for name in speakers:
        rest = [k for k, one in enumerate(speakers) if one != name]
        own = [k for k, one in enumerate(speakers) if one == name]
        said = fit(x[rest], labels[rest])(x[own])
        shares[str(name)] = sum(a == b for a, b in zip(said, labels[own], strict=True)) / len(own)
    return shares


def left_out_by_the_kit(x, labels, speakers, fit):
    return {
        name: np.mean(fit(x[train], labels[train])(x[test]) == labels[test])
        for name, train, test in people.leave_one_out(speakers)
    }


def nobody_left_out(x, labels, speakers, fit):
    said = fit(x, labels)(x) == labels
    return {name: said[speakers == name].mean() for name in speakers}


def learned_from_one(x, labels, speakers, fit):
    own = {name: speakers == name for name in speakers}
    return {
        name: (fit(x[mine], labels[mine])(x[~mine]) == labels[~mine]).mean()
        for name, mine in own.items()
    }


def without_parts_of_the_name(x, labels, speakers, fit):
    shares = {}
    for name in speakers:
        mine, alike = speakers == name, np.array([name in one for one in speakers])
        shares[name] = (fit(x[~alike], labels[~alike])(x[mine]) == labels[mine]).mean()
    return shares


def in_percent(*given):
    return {name: 100 * share for name, share in chapter_18.left_out(*given).items()}


def only_the_mean(*given):
    return float(np.mean(list(chapter_18.left_out(*given).values())))


def one_is_missing(*given):
    return dict(list(chapter_18.left_out(*given).items())[1:])


def words_for_shares(*given):
    return dict.fromkeys(chapter_18.left_out(*given), "most")


def decided_by_convolution(answers, windows, threshold, rest):
    padded = np.concatenate([np.zeros((windows - 1, answers.shape[1])), answers])
    means = np.lib.stride_tricks.sliding_window_view(padded, windows, axis=0).mean(axis=-1)
    said, free = np.full(len(answers), -1), 0
    for at, row in enumerate(means):
        if at >= free and row.max() >= threshold:
            said[at], free = row.argmax(), at + rest + 1
    return said


def no_rest(answers, windows, threshold, rest):
    return decided_by_convolution(answers, windows, threshold, 0)


def no_mean(answers, windows, threshold, rest):
    return decided_by_convolution(answers, 1, threshold, rest)


def rests_one_less(answers, windows, threshold, rest):
    return decided_by_convolution(answers, windows, threshold, max(0, rest - 1))


class Kept:
    """Keeps what is left of the sound."""

    def __init__(self):
        self.left = np.zeros(0)

    def push(self, piece):
        self.left = np.concatenate([self.left, piece])
        frames = []
        while len(self.left) >= 240:
            frames.append(self.left[:240].copy())
            self.left = self.left[160:]
        return frames


class Whole:
    """Keeps all of the sound, and counts its frames."""

    def __init__(self):
        self.sound, self.count = [], 0

    def push(self, piece):
        self.sound.extend(piece)
        frames = []
        while self.count * 160 + 240 <= len(self.sound):
            frames.append(self.sound[self.count * 160 : self.count * 160 + 240])
            self.count += 1
        return frames


class Forgets:
    """Forgets what is left of a piece."""

    def push(self, piece):
        return chapter_18.frames_of(list(piece))


class Leaps(Kept):
    """Begins the next frame after the end of the one before."""

    def push(self, piece):
        self.left = np.concatenate([self.left, piece])
        frames = []
        while len(self.left) >= 240:
            frames.append(self.left[:240].copy())
            self.left = self.left[240:]
        return frames


class OnceAPiece(Kept):
    """Gives one frame of a piece at most."""

    def push(self, piece):
        self.left = np.concatenate([self.left, piece])
        if len(self.left) < 240:
            return []
        frame, self.left = self.left[:240].copy(), self.left[160:]
        return [frame]


ON_SOUND = {
    "18-every": (
        [chapter_18.every, every_by_search],
        [every_without_features, every_rounded_down, lambda *given: 16],
    ),
    "18-features": (
        [chapter_18.log_mel, features_by_loops],
        [twice_as_loud, upside_down, one_frame_less, no_logarithm],
    ),
    "18-left": (
        [chapter_18.left_out, left_out_by_lists, left_out_by_the_kit],
        [
            nobody_left_out,
            learned_from_one,
            without_parts_of_the_name,
            in_percent,
            only_the_mean,
            one_is_missing,
            words_for_shares,
        ],
    ),
    "18-hours": ([5.99, 6], [2, 0.1026, 3, 0.5]),
    "18-decide": (
        [chapter_18.decide, decided_by_convolution],
        [no_rest, no_mean, rests_one_less],
    ),
    "18-stream": ([Kept, Whole], [Forgets, Leaps, OnceAPiece, Kept()]),
}
