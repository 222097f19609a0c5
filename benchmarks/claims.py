"""Every published claim, checked: runs the notebooks of notebooks/reproduce and keeps their tables.

`python benchmarks/claims.py` writes results/claims_<document>.csv and prints the counts, as the
README has them. Names of documents do only these; `--set NAME=VALUE` overrides a parameter of the
notebooks' first code cell, as papermill does (`--set full=True`).
"""

import argparse

import nbformat
from nbclient import NotebookClient

from tinyml_kit import chapters
from tinyml_kit.classroom import claims


def parameterised(path, values):
    """Return a notebook with a cell of assignments behind the one tagged `parameters`."""
    notebook = nbformat.read(path, as_version=4)
    place = next(
        number
        for number, cell in enumerate(notebook.cells, 1)
        if "parameters" in cell.metadata.get("tags", [])
    )
    text = "\n".join(f"{name} = {value}" for name, value in values.items())
    notebook.cells.insert(place, nbformat.v4.new_code_cell(text))
    return notebook


def main():
    """Run the notebooks with `write` on, then print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    asked = parser.parse_args()
    values = {"write": "True"} | dict(one.split("=", 1) for one in asked.set)
    shelf = chapters.folder() / "reproduce"
    for path in sorted(shelf.glob("*.ipynb")):
        if asked.documents and path.stem not in asked.documents:
            continue
        NotebookClient(
            parameterised(path, values), timeout=3600, resources={"metadata": {"path": shelf}}
        ).execute()
        print(path.stem)
    print(claims.summary())


if __name__ == "__main__":
    main()
