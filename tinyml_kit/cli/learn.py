"""Commands for learners: make a copy to work in, show progress, check this machine."""

import json
import sys
from argparse import Namespace
from pathlib import Path

from tinyml_kit.base.errors import LONGEST, BadInput
from tinyml_kit.base.text import one_line
from tinyml_kit.cli.parsing import Parser, add_force, add_json, say


def new_options(parser: Parser) -> None:
    """Take the options of `new`."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder to make, or your existing copy"
    )
    parser.examples(
        "  tinyml-kit new my-course      make the folder my-course, then open it in JupyterLab",
        "  tinyml-kit new my-course      again, after an update of the kit: what you wrote stays,",
        "                                what you left alone is updated",
    )


def new(options: Namespace) -> int:
    """Make or update a reader's copy; status 1 if a notebook in it is damaged."""
    from tinyml_kit.teach import workspace

    changes = workspace.refresh(options.folder)
    counts = {
        what: sum(change.what == what and not change.problem for change in changes)
        for what in (workspace.NEW, workspace.UPDATED, workspace.REMOVED, workspace.SAME)
    }
    said = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
    say(f"{options.folder}: your copy of the chapters; notebooks: {said or 'none'}")
    damaged = [change for change in changes if change.problem]
    for change in damaged:
        said = one_line(str(change.problem), LONGEST)
        print(f"tinyml-kit: {said} It was left as it is.", file=sys.stderr)
    return 1 if damaged else 0


def reset_options(parser: Parser) -> None:
    """Take the options of `reset`."""
    parser.add_argument(
        "chapter", nargs="+", metavar="CHAPTER", help="a number or a name, e.g. 05 or exercises/05"
    )
    add_copy(parser)
    parser.examples("  tinyml-kit reset 05           makes 05_convolution.fresh.ipynb beside yours")


def add_copy(parser: Parser) -> None:
    """Add the option --dir."""
    parser.add_argument(
        "--dir",
        type=Path,
        metavar="DIR",
        help="your copy of the chapters; default: the current folder, or the kit's folder my",
    )


def reset(options: Namespace) -> None:
    """Put fresh copies of chapters beside the reader's own."""
    from tinyml_kit.teach import workspace

    for path in workspace.reset(options.chapter, options.dir):
        say(path)


def progress_options(parser: Parser) -> None:
    """Take the options of `progress`."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="SUBMISSIONS",
        help="a folder that holds one folder per person: print CSV, one line per exercise",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="CSV",
        help="write that CSV to a file that spreadsheets open, whatever letters names have",
    )
    add_force(parser)
    add_copy(parser)
    parser.examples(
        "  tinyml-kit progress                                your own copy",
        "  tinyml-kit progress submissions --out class.csv    a whole class",
    )


def progress(options: Namespace) -> None:
    """Show which exercises are done."""
    from tinyml_kit.teach import chapters, standing, workspace

    if options.out and not options.folder:
        raise BadInput("--out is for a folder of submissions; name one, e.g. submissions.")
    if options.folder and options.out:
        standing.save_csv(standing.submitted(options.folder), options.out, replace=options.force)
        return
    if options.folder:
        standing.write_csv(standing.submitted(options.folder), sys.stdout)
        return
    try:
        folder = workspace.find(options.dir)
    except workspace.WorkspaceError:
        if options.dir:
            raise
        folder = chapters.folder()  # without a copy: the kit's own notebooks
    standing.show(standing.own(folder / "exercises"))


def run_options(parser: Parser) -> None:
    """Take the options of `run`."""
    parser.add_argument(
        "chapter", nargs="*", metavar="CHAPTER", help="a number or a name, e.g. 05; default: all"
    )
    parser.examples("  tinyml-kit run 05 avr_thesis      prints cells and seconds (measured)")


def run(options: Namespace) -> int:
    """Execute chapters; their files stay as they are. Status 1 if a cell fails."""
    from tinyml_kit.base.progress import progress
    from tinyml_kit.teach import chapters

    outcomes = []
    for path in chapters.find(options.chapter):
        with progress(None, desc=path.stem, unit="cell", leave=False) as bar:

            def show(done, total, bar=bar):
                bar.total = total
                bar.update(done - bar.n)

            outcome = chapters.execute(path, progress=show)
        say(f"{outcome.chapter:<32}{outcome.cells:>3} cells {outcome.seconds:7.1f} s (measured)")
        outcomes.append(outcome)
    failed = [outcome for outcome in outcomes if outcome.failure]
    for outcome in failed:
        said = one_line(f"{outcome.chapter}, {outcome.failure}", LONGEST)
        print(f"tinyml-kit: {said}", file=sys.stderr)
    return 1 if failed else 0


def doctor_options(parser: Parser) -> None:
    """Take the options of `doctor`."""
    parser.add_argument("--quick", action="store_true", help="only look, try nothing")
    add_json(parser)
    parser.examples(
        "  tinyml-kit doctor            look for packages, compilers and simulators, and try them",
        "  tinyml-kit doctor --quick    only look: a second",
    )


def doctor(options: Namespace) -> int:
    """Check what this machine can do; status 1 if something required is missing or fails."""
    from dataclasses import replace

    from tinyml_kit.setup import doctor

    report = doctor.examine()
    if not options.quick:
        report = replace(report, items=doctor.loading(report.items))
    if not options.quick and report.ready:
        from tinyml_kit.ladder import trial

        report = replace(report, problems=trial.problems(report.to_try))
    if options.json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        doctor.show(report)
    return 0 if report.ready else 1
