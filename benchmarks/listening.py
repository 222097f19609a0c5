"""What does it take to listen? Front end, network and rule on the boards that QEMU emulates.

`python benchmarks/listening.py` lets each board listen to the same simulated digits, compares every
answer and every word with NumPy, and counts instructions. The share of the time is estimated with
one instruction a cycle, at the board's own clock. The table is results/listening.csv.
"""

from pathlib import Path

import pandas as pd

from tinyml_kit.base import files
from tinyml_kit.base.resources import shipped_file
from tinyml_kit.course import listening as scenes
from tinyml_kit.datasets import speech
from tinyml_kit.datasets.speech.synthetic import DIGITS
from tinyml_kit.features.audio import AT_8_KHZ, Rule, front_end, listening
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder.listening import listen

RESULT = Path(__file__).parent / "results" / "listening.csv"
BOARDS = ("nano33ble", "pico", "esp32c3")
SECONDS = 20


def main():
    """Listen on each board; print and keep the table."""
    graph, rule = read(shipped_file("spoken_digits_int8.tflite")), Rule(ignored=(10,))
    words = speech.simulated()
    digits = words.part(k for k, one in enumerate(words.labels) if words.names[one] in DIGITS)
    samples = scenes.scene(digits, SECONDS, seed=3).samples
    expected = listening.heard(samples, graph, AT_8_KHZ, rule)
    frames = listening.ends(graph, AT_8_KHZ, rule).frames
    asked = listening.windows(front_end.features(samples, AT_8_KHZ), frames, rule.every)
    answers, rows = listening.answers(graph, asked), []
    for board in BOARDS:
        found = listen(graph, samples, board, rule=rule)
        rows.append({
            "board": board, "seconds": SECONDS, "words": len(found.said),
            "answers": len(found.answers),
            "answers_that_differ": int((found.answers != answers).any(axis=1).sum()),
            "words_differ": found.said.tolist() != [[one.sample, one.word] for one in expected],
            "instructions_of_a_frame": found.of_front_end,
            "instructions_of_an_answer": found.of_network,
            "share_of_the_time": round(found.share, 4), "clock": found.clock,
            "flash_bytes": found.flash_bytes, "ram_bytes": found.ram_bytes,
            "stack_bytes": found.stack_bytes, "label": "emulated; share estimated",
        })  # fmt: skip
    table = pd.DataFrame(rows)
    with files.write_atomically(RESULT) as path:
        table.to_csv(path, index=False)
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
