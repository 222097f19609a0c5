"""A device that listens, as C: the front end, a network and the rule of `listening`."""

from pathlib import Path

from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c import c99
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.codegen.c.target import Target
from tinyml_kit.codegen.c.targets import PORTABLE
from tinyml_kit.features.audio import halving
from tinyml_kit.features.audio.graph import source as front_end
from tinyml_kit.features.audio.listening import Rule, ends
from tinyml_kit.features.audio.settings import AT_8_KHZ, AudioError, Settings
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read

TEMPLATES = Path(__file__).parent
TAKEN = ("frontend", "model")


def export(
    model: str | Path | bytes | Graph,
    folder: str | Path,
    settings: Settings = AT_8_KHZ,
    rule: Rule | None = None,
    name: str = "listener",
    target: Target = PORTABLE,
    board: str | None = None,
    replace: bool = True,
) -> dict[str, Path]:
    """Write a listener as C: NAME.c and NAME.h, the network's model.c and the front end's files.

    A sketch gives `NAME_push` every sample of the microphone; it returns a word's number, or
    NAME_NOTHING. halving.h is for a microphone of twice the rate.

    Parameters
    ----------
    model : path of a .tflite, its bytes, or a Graph: features in, a number for each word out
    folder : path
        Made if it does not exist. Either all files are written or none.
    settings : Settings, of the features that the network was trained with
    rule : Rule
    name, target, board : as for `codegen.c.c99.export`
    replace : bool
        Whether files that exist and differ may be replaced.

    Returns
    -------
    {file name: Path} of what was written

    Raises
    ------
    AudioError
        If the network does not take such features, or does not suit the rule.
    GraphError, ExportError, WriteError
        As `codegen.c.c99.export`.
    """
    return write_folder(folder, source(model, settings, rule, name, target, board), replace)


def source(
    model: str | Path | bytes | Graph,
    settings: Settings = AT_8_KHZ,
    rule: Rule | None = None,
    name: str = "listener",
    target: Target = PORTABLE,
    board: str | None = None,
) -> dict[str, str]:
    """Return {file name: text} of what `export` writes."""
    rule, name = rule or Rule(), identifier(name)
    if name in TAKEN:
        raise AudioError(f"listener: {name} is the name of another of its files; take another.")
    how = ends(model if isinstance(model, Graph) else read(model), settings, rule)
    said = ", ".join("0" if word in rule.ignored else "1" for word in range(how.words))
    put_in = {
        "$EVERY": rule.every, "$WINDOWS": rule.windows, "$REST": rule.rest,
        "$FRAMES": how.frames, "$WORDS": how.words, "$ZERO": how.zero, "$SAID": said,
        "$NEEDED": how.needed(rule), "$MOST": rule.windows * (127 - how.zero),
        "$RATE": settings.rate, "$STEP": settings.step, "$NAME": name.upper(), "$name": name,
    }  # fmt: skip
    made = {}
    for ending in ("c", "h"):
        text = (TEMPLATES / f"listener.{ending}").read_text(encoding="utf-8")
        for what, value in put_in.items():
            text = text.replace(what, str(value))
        made[f"{name}.{ending}"] = text
    return {
        **made,
        halving.HEADER.name: halving.HEADER.read_text(encoding="utf-8"),
        **front_end(settings, "frontend", target, board),
        **c99.source(model, "model", target, board),
    }
