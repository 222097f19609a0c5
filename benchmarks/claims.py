"""Check every published claim: run the notebooks of notebooks/reproduce and keep their tables.

`python benchmarks/claims.py` writes results/claims_<document>.csv and prints the counts that the
README shows. Names of documents restrict it to these; `--set NAME=VALUE` overrides a parameter of
the notebooks' first code cell, as papermill does (`--set "seeds=[1, 2]"`).

`python benchmarks/claims.py --full` trains in the notebooks what they otherwise read from files,
and writes results/full/claims_<document>.csv, with the date, the versions and the kind of machine.
"""

import argparse
import datetime
import os
import platform
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import nbformat
import pandas as pd
from nbclient import NotebookClient

from tinyml_kit.base import files, resources
from tinyml_kit.course import claims
from tinyml_kit.teach import chapters

PACKAGES = ("tensorflow", "tf_keras", "numpy", "scikit-learn")


def parameterised(path, values):
    """Return a notebook with a cell of assignments after the one tagged `parameters`."""
    notebook = nbformat.read(path, as_version=4)
    place = next(
        number
        for number, cell in enumerate(notebook.cells, 1)
        if "parameters" in cell.metadata.get("tags", [])
    )
    text = "\n".join(f"{name} = {value}" for name, value in values.items())
    notebook.cells.insert(place, nbformat.v4.new_code_cell(text))
    return notebook


def run(path, values):
    """Execute a notebook with these parameters; return the seconds it took."""
    start = time.perf_counter()
    resources = {"metadata": {"path": path.parent}}
    NotebookClient(parameterised(path, values), timeout=3600, resources=resources).execute()
    return time.perf_counter() - start


def run_in_full(path, values):
    """Execute a notebook with `full` and keep its table with the date, versions and machine."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = run(path, values | {"full": "True", "write": repr(folder)})
        table = pd.read_csv(Path(folder) / f"claims_{path.stem}.csv")
    table["date"] = datetime.date.today().isoformat()
    table["versions"] = " ".join(f"{name}=={version(name)}" for name in PACKAGES)
    table["machine"] = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    table["seconds"] = round(seconds)
    kept = resources.results() / "full" / f"claims_{path.stem}.csv"
    kept.parent.mkdir(exist_ok=True)
    with files.write_atomically(kept) as temporary:
        table.to_csv(temporary, index=False, float_format="%.6g", lineterminator="\n")


def main():
    """Run the notebooks with `write` set, then print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--full", action="store_true", help="train here; may take minutes each")
    asked = parser.parse_args()
    values = dict(one.split("=", 1) for one in asked.set)
    for path in sorted((chapters.folder() / "reproduce").glob("*.ipynb")):
        if asked.documents and path.stem not in asked.documents:
            continue
        if asked.full:
            run_in_full(path, values)
        else:
            run(path, {"write": "True"} | values)
        print(path.stem, flush=True)
    print(claims.summary())


if __name__ == "__main__":
    main()
