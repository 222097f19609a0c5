"""Words that speech synthesis said, which ship with the kit: simulated speech, by no person.

`data/spoken_words.py` made them. They teach how streaming works; they do not replace people.
"""

import numpy as np

from tinyml_kit.base.resources import shipped_file
from tinyml_kit.datasets.speech.reading import read
from tinyml_kit.datasets.speech.recordings import Recordings, gathered
from tinyml_kit.datasets.speech.variations import varied

FILE = "spoken_words_simulated.npz"
RATE = 8000
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
COMMANDS = ("yes", "no", "stop", "go")
LABEL = "simulated"


def simulated(variants: int = 0, seed: int = 0) -> Recordings:
    """Return words in many synthetic voices, 8000 samples a second.

    Parameters
    ----------
    variants : int
        Varied recordings of each word in each voice, of one second (`variations.varied`), in place
        of the dry ones; 0: the dry ones.
    seed : int
        Of the variations.

    Returns
    -------
    Recordings; `speakers` names the voices, `files` begin with "simulated".

    Raises
    ------
    ResourceError, ChecksumError
        If the file that ships with the kit is missing or changed.
    """
    with np.load(shipped_file(FILE)) as stored:
        sound = read(stored["flac"].tobytes(), RATE, most_seconds=3600)
        words, voices, ends = (stored[name] for name in ("words", "voices", "ends"))
    dry = np.split(sound, ends[:-1])
    random = np.random.default_rng(seed)
    found = []
    for samples, word, voice in zip(dry, words.tolist(), voices.tolist(), strict=True):
        for number in range(variants) or (None,):
            made = samples if number is None else varied(samples, RATE, RATE, random)
            name = f"{LABEL}/{word}/{voice}" + ("" if number is None else f"_{number}")
            found.append((made, word, voice, name))
    return gathered(found, RATE, (), FILE)
