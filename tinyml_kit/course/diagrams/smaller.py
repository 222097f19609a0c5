"""Two ways to a smaller network: a teacher and its student, and a matrix cut in two."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, QUIET, Sheet
from tinyml_kit.course.figures import BLUE, GREEN, GREY, ORANGE


def teacher_and_student() -> Figure:
    """Draw an image that goes into both networks, and the two losses of the student."""
    sheet = Sheet(780, 216)
    top, low = 42, 150
    sheet.box((20, 73), (96, 46), "an image", fill=QUIET, edge=GREY)
    sheet.arrow((116, 88), (160, top))
    sheet.arrow((116, 104), (160, low))
    sheet.box((160, top - 30), (160, 60), "teacher\nlarge, trained, frozen", fill=QUIET, edge=GREY)
    sheet.box((160, low - 22), (160, 44), "student\nsmall, learns")
    for middle in (top, low):
        sheet.arrow((320, middle), (352, middle))
        sheet.box((352, middle - 20), (150, 40), "scores / T, softmax", fill=PALE)
    sheet.arrow((502, top), (568, 86), ORANGE, 1.8)
    sheet.arrow((502, low), (568, 106), ORANGE, 1.8)
    sheet.box((570, 74), (190, 44), "loss on the teacher\n(soft targets)", edge=ORANGE)
    sheet.line((240, low + 22), (240, 194), GREEN, 1.8)
    sheet.arrow((240, 194), (568, 194), GREEN, 1.8)
    sheet.box((570, 172), (190, 40), "loss on the label\n(hard target)", edge=GREEN)
    sheet.words((420, 184), "scores, softmax", colour=GREY, size=8.5)
    sheet.words((665, 146), "+", size=13)
    return describe(
        sheet.figure,
        """An image goes into a large, trained teacher and into a small student. The scores of both
        are divided by the temperature T before softmax, and the student's result is compared with
        the teacher's: the loss on soft targets. The student's scores are also compared with the
        label: the loss on a hard target. The student learns from the sum of the two.""",
    )


def factorised_matrix(rows: int = 64, columns: int = 64, rank: int = 8) -> Figure:
    """Draw a matrix and the two whose product replaces it, to scale.

    Parameters
    ----------
    rows, columns : int
        Inputs and outputs of a dense layer.
    rank : int
        Columns of the first new matrix and rows of the second.
    """
    scale = 150 / max(rows, columns)
    high, wide, thin = rows * scale, columns * scale, max(rank * scale, 6)
    middle = 46 + max(high, thin) / 2
    sheet = Sheet(2 * wide + thin + 220, max(high, thin) + 108)

    def block(left, width, height, title, count, edge):
        top = middle - height / 2
        sheet.bar((left, top), (width, height), PALE, edge)
        sheet.words((left + width / 2, top - 14), title, size=8.5)
        sheet.words((left + width / 2, middle + max(high, thin) / 2 + 16), count, size=8.5)

    left = 40.0
    block(left, wide, high, f"{rows} × {columns}", f"{rows * columns:,} numbers", BLUE)
    left += wide + 50
    sheet.words((left - 25, middle), "≈", size=16)
    left += 30
    block(left, thin, high, f"{rows} × {rank}", f"{rows * rank:,}", ORANGE)
    left += thin + 60
    sheet.words((left - 30, middle), "·", size=18, bold=True)
    block(left, wide, thin, f"{rank} × {columns}", f"{rank * columns:,}", ORANGE)
    sheet.words(
        (left + wide / 2, sheet.axes.get_ylim()[0] - 16),
        f"together {rank * (rows + columns):,} numbers",
        bold=True,
    )
    return describe(
        sheet.figure,
        f"A matrix of {rows} × {columns}, {rows * columns:,} numbers, is nearly the product of one "
        f"of {rows} × {rank} and one of {rank} × {columns}: {rank * (rows + columns):,} numbers.",
    )
