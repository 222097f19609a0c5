"""From sound to features in integers, stage by stage, as a microcontroller computes them.

| stage | module | what comes out of a frame of 480 samples |
|---|---|---|
| frames | `framing` | 480 samples int16, a new frame every 320 |
| window | `window` | 480 samples int16, faded in and out |
| spectrum | `spectrum` | 257 energies uint32 |
| filter bank | `bands` | 40 levels uint32, one a band of the mel scale |
| noise reduction | `noise` | 40 levels uint32, without what is always there |
| gain (PCAN) | `gain` | 40 levels uint32, as loud in a quiet room as in a loud one |
| logarithm | `logarithm` | 40 features int8 |

`front_end` puts them in a row, for a whole recording or for a stream; `graph` makes a Graph of the
same operators, from which comes the C for every chip. Each stage calls the operator's reference in
`tinyml_kit.ops`, so the features are, to the bit, those of TFLM's `audio_preprocessor_int8.tflite`.

`listening` lets a network judge the last second again and again, and decides when a word was said;
`listener` is the same as C, from the samples to the word; `halving` suits a microphone of twice the
rate.

The design is that of the front end in TensorFlow Lite for Microcontrollers; PCAN is from Wang et
al., "Trainable frontend for robust and far-field keyword spotting", ICASSP 2017.
"""

from tinyml_kit.features.audio.front_end import Stream, features, stages
from tinyml_kit.features.audio.graph import export, graph
from tinyml_kit.features.audio.listening import Listener, Rule
from tinyml_kit.features.audio.settings import AT_8_KHZ, AT_16_KHZ, AudioError, Settings

__all__ = [
    "AT_8_KHZ",
    "AT_16_KHZ",
    "AudioError",
    "Listener",
    "Rule",
    "Settings",
    "Stream",
    "export",
    "features",
    "graph",
    "stages",
]
