"""Commands for teachers: write exercises, slides and a site."""

from argparse import Namespace
from pathlib import Path

from tinyml_kit.cli.parsing import Parser, add_force, say


def exercises_options(parser: Parser) -> None:
    """Take the options of `exercises`."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="the folder to write to; default: notebooks/exercises, in a checkout",
    )
    parser.add_argument(
        "--overwrite",
        "--force",
        action="store_true",
        help="replace existing notebooks, even with answers in them",
    )
    parser.examples("  tinyml-kit exercises week-4")


def exercises(options: Namespace) -> None:
    """Write the exercises."""
    from tinyml_kit.teach import assignments

    written = assignments.write(options.folder, options.overwrite)
    say(f"{written[0].parent}: {len(written)} notebooks")


def slides_options(parser: Parser) -> None:
    """Take the options of `slides`."""
    parser.add_argument("chapter", metavar="CHAPTER", help="a number or a name, e.g. 05")
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to write to")
    add_force(parser, "existing slides that differ")
    parser.examples("  tinyml-kit slides 05 talk      makes talk/05_convolution.slides.html")


def slides(options: Namespace) -> None:
    """Make slides of a chapter."""
    from tinyml_kit.teach import chapters
    from tinyml_kit.teach.slides import page

    for path in chapters.find([options.chapter]):
        say(page.write(path, options.folder, replace=options.force))


def site_options(parser: Parser) -> None:
    """Take the options of `site`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder to write to")
    parser.add_argument(
        "--repository",
        metavar="URL",
        help="the public address of the kit's repository, for links that open a chapter in Binder "
        "and Colab; without it there are none",
    )
    add_force(parser, "existing pages that differ")
    parser.examples("  tinyml-kit site public      then open public/index.html")


def site(options: Namespace) -> None:
    """Make the site."""
    from tinyml_kit.base import temporary
    from tinyml_kit.course import claims, virtual
    from tinyml_kit.teach.site import pages

    with temporary.folder() as work:
        board = virtual.save(work / "board.html", "drawn_digits").read_text(encoding="utf-8")
    written = pages.write(
        options.folder, board, claims.summary(), options.repository, options.force
    )
    say(f"{options.folder}: {written} pages; open {options.folder / 'index.html'}")
