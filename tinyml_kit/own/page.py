"""A report of a model as one HTML page: its graph, what it costs, and the boards that it fits.

The page holds all that it shows and asks for nothing else; its policy forbids it.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import sha256, write_atomically
from tinyml_kit.base.text import html, html_text
from tinyml_kit.graph.model import Graph
from tinyml_kit.graph.tflite import read
from tinyml_kit.ladder import budget, profiling
from tinyml_kit.ladder.budget_text import VERDICTS
from tinyml_kit.ladder.estimate import all_known, macs, total, weight_bytes
from tinyml_kit.own.graph_picture import svg
from tinyml_kit.rungs import registry

STYLE = Path(__file__).with_name("page.css")
#: The longest name and sentence that the page shows whole.
NAME, SENTENCE = 100, 2000


def write(
    model: str | Path,
    out: str | Path,
    on: Sequence[str] | None = None,
    replace: bool = False,
) -> Path:
    """Write the report of a .tflite file and return its path.

    Parameters
    ----------
    model : path
    out : path of the page
    on : rungs to profile the model on; by default all that count operator by operator
    replace : bool
        Whether a file that differs may be replaced.

    Raises
    ------
    GraphError
        If the model is not supported.
    DeviceError
        If there is no such rung, or it counts nothing operator by operator.
    WriteError
        If the page cannot be written.
    """
    for name in on or ():
        profiling.require_profiled(name)
    graph = read(model)
    found, failed = profiling.profiles(model, list(on or registry.profiled()))
    with write_atomically(out, replace) as path:
        text = page(Path(model), graph, found, failed)
        path.write_text(text, encoding="utf-8", newline="\n")
    return Path(out)


def page(
    path: Path,
    graph: Graph,
    profiles: Sequence[profiling.Profile],
    failed: dict[str, BadInput],
) -> str:
    """Return the HTML of a report.

    Parameters
    ----------
    path : of the model
    graph : Graph of it
    profiles : what its operators cost, on some rungs
    failed : {rung: why} of the rungs without a profile
    """
    name = html(path.name, NAME)
    sections = [
        ("What it is", _facts(path, graph)),
        ("Boards", _boards(graph)),
        ("Operators", _operators(graph)),
        ("Profile", _profiles(profiles, failed)),
        ("Graph", [svg(graph)]),
    ]
    body = "\n".join(
        f"<section>\n<h2>{title}</h2>\n" + "\n".join(lines) + "\n</section>"
        for title, lines in sections
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{name}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<h1>{name}</h1>
{body}
</body>
</html>
"""


def _facts(path, graph) -> Iterator[str]:
    facts = [
        ("file", f"{path.stat().st_size:,} bytes, SHA-256 {sha256(path)[:16]}…"),
        ("operators", f"{len(graph.operators):,}"),
        ("multiply-accumulates", f"{sum(macs(graph).values()):,} (computed)"),
        ("weights", f"{weight_bytes(graph):,} bytes (computed)"),
    ]
    for word, indices in (("input", graph.inputs), ("output", graph.outputs)):
        for index in indices:
            facts.append((word, _described(graph.tensors[index])))
    yield _table(("", ""), facts, head=False)


def _described(tensor):
    shape = " × ".join(map(str, tensor.shape)) or "1"
    text = f"{tensor.title}: {shape} {tensor.dtype}"
    if tensor.quantization is not None and len(tensor.scales) == 1:
        sign, zero = (
            ("−", tensor.zero_point) if tensor.zero_point >= 0 else ("+", -tensor.zero_point)
        )
        text += f", real = {tensor.scale:.6g} · (stored {sign} {zero})"
    return text


def _boards(graph) -> Iterator[str]:
    cards = budget.cards(graph)
    rows = []
    for card in cards:
        sizes = [
            f"{'' if all_known(parts) else 'at least '}{total(parts):,} of {available:,}"
            for _, parts, available in card.memories().values()
        ]
        rows.append((card.board.title, *sizes, VERDICTS[card.fits][0]))
    yield _table(("board", "flash (bytes)", "RAM (bytes)", ""), rows)
    yield "<p>Bytes are estimated; what does not depend on the compiler is computed.</p>"
    told = dict.fromkeys(line for card in cards for line in (*card.advice, card.note) if line)
    if told:
        items = (f"<li>{html(line, SENTENCE)}</li>" for line in told)
        yield "<ul>\n" + "\n".join(items) + "\n</ul>"


def _operators(graph) -> Iterator[str]:
    counts = macs(graph)
    rows = [
        (
            f"{operator.index} {operator.name}",
            ", ".join(
                " × ".join(map(str, graph.tensors[index].shape)) or "1"
                for index in operator.outputs
            ),
            f"{sum(graph.tensors[index].nbytes for index in operator.outputs):,}",
            f"{counts[operator.index]:,}",
        )
        for operator in graph.operators
    ]
    yield _table(("operator", "output", "bytes", "MACs"), rows)


def _profiles(profiles, failed) -> Iterator[str]:
    for one in profiles:
        yield f"<h3>{html(one.rung)} ({one.unit}, {one.label})</h3>"
        yield f'<pre tabindex="0">{html_text(str(one).partition(chr(10))[2])}</pre>'
    for rung, why in failed.items():
        yield f"<p>{html(rung)}: {html(why, SENTENCE)}</p>"


def _table(titles, rows, head=True):
    cells = "".join(f'<th scope="col">{title}</th>' for title in titles)
    lines = ['<div class="wide" tabindex="0"><table>']
    lines += [f"<thead><tr>{cells}</tr></thead>"] if head else []
    lines.append("<tbody>")
    for first, *rest in rows:
        more = "".join(f"<td>{html(cell, 200)}</td>" for cell in rest)
        lines.append(f'<tr><th scope="row">{html(first, NAME)}</th>{more}</tr>')
    return "\n".join([*lines, "</tbody></table></div>"])
