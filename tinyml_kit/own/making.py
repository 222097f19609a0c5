"""From recordings to a folder with everything: model, card, profile, picture, sketch."""

from collections.abc import Callable
from pathlib import Path

from tinyml_kit import boards
from tinyml_kit.arduino import sketch
from tinyml_kit.base.files import refuse_existing
from tinyml_kit.base.folder import filled
from tinyml_kit.base.text import one_line
from tinyml_kit.datasets.refused import listed
from tinyml_kit.own import signals, sounds
from tinyml_kit.own.card import accuracy, card
from tinyml_kit.own.checks import checked
from tinyml_kit.own.fitting import fitted
from tinyml_kit.own.judging import Judged, judged
from tinyml_kit.own.parts import divided
from tinyml_kit.own.picture import confusion
from tinyml_kit.own.reading import SOUND, load

#: It has a microphone and a sensor of motion.
USUAL_BOARD = "nano33ble"
MODEL, CARD, PROFILE, PICTURE = "model.tflite", "card.md", "profile.txt", "confusion.png"


def make(
    data: str | Path,
    out: str | Path,
    board: str | None = None,
    window: int | None = None,
    seed: int = 0,
    replace: bool = False,
    tell: Callable[[str], None] = print,
) -> Judged:
    """Train a network on recordings of one's own and write all that belongs to it.

    Parameters
    ----------
    data : path, as `reading.load` takes it
    out : path of the folder to write. All of it is written, or nothing.
    board : str, optional
        The network is the largest that fits it; by default the Nano 33 BLE Sense.
    window : int, optional
        Samples of a signal that the network looks at; by default the length of a recording.
    seed : int
        Of the division, the weights and the variations.
    replace : bool
        Whether files that are in the folder may be replaced.
    tell : function, called with a sentence about each choice and result

    Returns
    -------
    Judged : how good the network is

    Raises
    ------
    BadInput
        If the recordings, the board or the folder cannot be used; nothing is written.
    """
    out, where = Path(out), str(data)
    if not replace:
        refuse_existing(out / MODEL, out / CARD)
    notes: list[str] = []

    def note(sentence):
        notes.append(sentence)
        tell(sentence)

    chosen = boards.find(board or USUAL_BOARD)
    note(f"board: {chosen.title}" + ("" if board else " (the usual one; --board names another)"))
    found = checked(load(data, window), where)
    for line in (*_counted(found), *found.notes):
        note(line)
    parts, how = divided(found, seed)
    note(f"{how}; {len(parts.train):,}, {len(parts.validation):,} and {len(parts.test):,} pieces")
    is_sound = found.kind == SOUND
    task = sounds.task(found, chosen) if is_sound else signals.task(found, parts.train)
    for line in task.notes:
        note(line)
    made = fitted(task, found.labels, parts, len(found.names), chosen, where, note, seed)
    note(
        f"trained: {made.history.seconds:.0f} s, kept epoch {made.history.best_epoch} of "
        f"{len(made.history.loss)}; {made.validation:.1%} of the recordings to choose by (float32)"
    )
    test, truth = task.inputs[parts.test], found.labels[parts.test]
    result = judged(made.tflite, test, truth, found.names, chosen)
    note(f"test: {accuracy(result)} of {len(truth):,} unseen pieces (measured, int8)")
    picture = confusion(result.report, f"{len(truth):,} unseen pieces: {accuracy(result)}")
    source = sketch.source(made.tflite, "sketch", "c", chosen.name)
    with filled(out, replace) as folder:
        (folder / MODEL).write_bytes(made.tflite)
        name = one_line(Path(data).resolve().stem)
        text = card(name, found, parts, task, made, result, chosen, notes)
        _write(folder / CARD, text)
        _write(folder / "labels.txt", "".join(f"{one_line(one)}\n" for one in found.names))
        _write(folder / PROFILE, f"{result.profile or result.problem}\n")
        picture.savefig(folder / PICTURE, dpi=120)
        for place, files in (("sketch", source), ("device", task.device(made.tflite))):
            for file, content in files.items():
                _write(folder / place / file, content)
    return result


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _counted(data):
    people = sorted({one for one in data.people if one})
    by = f" by {len(people)} people" if people else ""
    yield (
        f"data: {len(data.labels):,} {data.kind} pieces of {len(data.names)} classes{by} "
        f"({one_line(', '.join(data.names), 200)})"
    )
    if data.refused:
        told = "; ".join(listed(data.refused).splitlines())
        yield f"left out: {len(data.refused)}, such as {told}"
