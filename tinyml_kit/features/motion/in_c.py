"""The motion front end as C, for any chip."""

from pathlib import Path

from tinyml_kit.base.folder import write_folder
from tinyml_kit.codegen.c.literals import identifier
from tinyml_kit.features.motion import spectrum, summary
from tinyml_kit.features.motion.settings import Settings

TEMPLATE = Path(__file__).with_name("motion.h")


def export(
    folder: Path | str, settings: Settings, name: str = "motion", replace: bool = True
) -> dict[str, Path]:
    """Write NAME.h, which is all there is: a sketch includes it in one file.

    The sketch gives `NAME_push` every sample; where it returns 1, the features of a window lie at
    `NAME_features`.

    Returns
    -------
    {file name: Path} of what was written

    Raises
    ------
    WriteError
        If the folder cannot be written to, or the file exists, differs and must not be replaced.
    """
    return write_folder(folder, source(settings, name), replace)


def source(settings: Settings, name: str = "motion") -> dict[str, str]:
    """Return {file name: text} of what `export` writes."""
    name = identifier(name)
    table = [str(number) for number in spectrum.cosines(settings)]
    rows = [f"    {', '.join(table[at : at + 12])}," for at in range(0, len(table), 12)]
    filled = {
        "$NAME": name.upper(),
        "$name": name,
        "$AXES": settings.axes,
        "$WINDOW": settings.window,
        "$STEP": settings.step,
        "$SMOOTH": settings.smooth,
        "$GRAVITY": settings.gravity,
        "$FREQUENCIES": settings.frequencies,
        "$EACH": len(summary.NAMES) + settings.frequencies,
        "$BITS": settings.bits,
        "$COSINES": "\n".join(rows),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, value in filled.items():
        text = text.replace(mark, str(value))
    return {f"{name}.h": text}
