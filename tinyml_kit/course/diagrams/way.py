"""The whole way from a signal to a verdict on a chip, with the place where a chapter stands."""

from matplotlib.figure import Figure

from tinyml_kit.base.errors import BadInput
from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import QUIET, Sheet
from tinyml_kit.course.figures import GREY, ORANGE

#: The stations of the way: name -> what happens there.
STATIONS = {
    "signal": "frames, sounds,\nmotion",
    "features": "clean, resample,\nnormalise",
    "network": "design, train,\njudge",
    "smaller": "quantise, prune,\ndistil",
    "export": "TFLM, C,\nVerilog",
    "chip": "AVR, Arm, RISC-V,\nFPGA",
}
WIDTH, HEIGHT, GAP = 124, 52, 14


class DiagramError(BadInput):
    """A diagram that cannot be drawn."""


def way(*marked: str) -> Figure:
    """Draw the stations in a row and mark those where the reader is; none on the first page.

    Raises
    ------
    DiagramError
        If there is no such station.
    """
    for station in marked:
        if station not in STATIONS:
            raise DiagramError(
                f"way: there is no station {station!r}; choose from {', '.join(STATIONS)}."
            )
    top = 34 if marked else 6  # "you are here" stands above
    sheet = Sheet(len(STATIONS) * (WIDTH + GAP) - GAP + 8, top + HEIGHT + 22)
    for number, (name, what) in enumerate(STATIONS.items()):
        left = 4 + number * (WIDTH + GAP)
        is_here = name in marked
        sheet.box(
            (left, top),
            (WIDTH, HEIGHT),
            what,
            fill="#FDF1DC" if is_here else QUIET,
            edge=ORANGE if is_here else GREY,
            letters=8.5,
        )
        sheet.words((left + WIDTH / 2, top + HEIGHT + 12), name, bold=is_here)
        if number:
            sheet.arrow((left - GAP, top + HEIGHT / 2), (left - 1, top + HEIGHT / 2))
        if is_here:
            sheet.words((left + WIDTH / 2, 10), "you are here", colour="#8A5A00", bold=True)
            sheet.arrow((left + WIDTH / 2, 18), (left + WIDTH / 2, 33), ORANGE, 1.8)
    you = f" You are here: {' and '.join(marked)}." if marked else ""
    return describe(
        sheet.figure, f"The way of the course in six stations: {', '.join(STATIONS)}.{you}"
    )
