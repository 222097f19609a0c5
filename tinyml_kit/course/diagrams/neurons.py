"""A neuron, and a layer of neurons."""

from matplotlib.figure import Figure

from tinyml_kit.course.alt_text import describe
from tinyml_kit.course.diagrams.canvas import PALE, Sheet
from tinyml_kit.course.figures import BLUE, GREY, ORANGE


def neuron() -> Figure:
    """Draw one neuron: inputs, weights, a sum with a bias, an activation."""
    sheet = Sheet(520, 190)
    for number, top in enumerate((35, 85, 135), 1):
        sheet.circle((45, top), 17, f"$x_{number}$", fill="white", edge=GREY)
        sheet.arrow((62, top), (208, 85 + (top - 85) * 0.2))
        sheet.words((118, 32 + (top - 35) * 0.72), f"$w_{number}$", colour=BLUE)
    sheet.circle((235, 85), 27, "Σ")
    sheet.arrow((235, 150), (235, 113))
    sheet.words((235, 162), "bias $b$", colour=BLUE)
    sheet.arrow((262, 85), (318, 85))
    sheet.words((290, 72), "$z$")
    sheet.box((320, 60), (90, 50), "activation\n$f(z)$", letters=9)
    sheet.arrow((410, 85), (465, 85))
    sheet.words((485, 85), "$y$")
    sheet.words((45, 172), "inputs", colour=GREY)
    sheet.words((118, 172), "weights", colour=GREY)
    sheet.words((508, 172), "$y = f(w_1x_1 + w_2x_2 + w_3x_3 + b)$", align="right")
    return describe(
        sheet.figure,
        """A neuron. Three inputs x are multiplied by three weights w and added up with a bias b;
        the sum z goes through the activation f and gives the output y.""",
    )


def layer(inputs: int = 4, neurons: int = 3) -> Figure:
    """Draw a dense layer: every input goes to every neuron."""
    height = 46 * max(inputs, neurons) + 44
    sheet = Sheet(460, height)
    middle = (height - 28) / 2
    sources = [(70, middle + 46 * (i - (inputs - 1) / 2)) for i in range(inputs)]
    targets = [(260, middle + 46 * (i - (neurons - 1) / 2)) for i in range(neurons)]
    for target in targets:
        for source in sources:
            sheet.line((source[0] + 16, source[1]), (target[0] - 20, target[1]), width=0.9)
        sheet.arrow((target[0] + 20, target[1]), (360, target[1]))
    for number, source in enumerate(sources, 1):
        sheet.circle(source, 16, f"$x_{number}$", fill="white", edge=GREY)
    for target in targets:
        sheet.circle(target, 20, "Σ $f$", fill=PALE)
    for source in sources:
        sheet.line((source[0] + 16, source[1]), (targets[0][0] - 20, targets[0][1]), ORANGE, 1.6)
    sheet.words((70, height - 14), f"{inputs} inputs", colour=GREY)
    sheet.words((165, height - 14), f"{inputs} × {neurons} weights", colour=BLUE)
    sheet.words((325, height - 14), f"{neurons} neurons, each with a bias", colour=GREY)
    return describe(
        sheet.figure,
        f"""A dense layer. Each of {inputs} inputs is connected with each of {neurons} neurons by a
        line, a weight; the {inputs} weights of the first neuron are orange.""",
    )
