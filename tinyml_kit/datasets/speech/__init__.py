"""Recordings of speech: published sets, and folders of one's own.

`fsdd` and `speech_commands` are published; `of_folder` reads WAV and FLAC files of one's own;
`simulated` has words that speech synthesis said, and ships with the kit. All give `Recordings`,
with who spoke, so that `datasets.people` can split them.
"""

from tinyml_kit.datasets.speech.folder import of_folder
from tinyml_kit.datasets.speech.published import fsdd, speech_commands
from tinyml_kit.datasets.speech.reading import read
from tinyml_kit.datasets.speech.recordings import Recordings, SpeechError
from tinyml_kit.datasets.speech.synthetic import simulated

__all__ = ["Recordings", "SpeechError", "fsdd", "of_folder", "read", "simulated", "speech_commands"]
