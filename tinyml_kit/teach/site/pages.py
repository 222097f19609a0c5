"""Make the site: Sphinx with myst-nb in a theme for books, of sources that need no execution.

Every page is a file that opens without a server. Links are relative, so the folder may lie
anywhere, and nothing is fetched from outside.
"""

import importlib.util
import os
import re
import sys
from pathlib import Path

from tinyml_kit.base import children, temporary
from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.folder import filled
from tinyml_kit.base.text import one_line
from tinyml_kit.teach.site import sources

#: Seconds after which Sphinx counts as stuck.
LIMIT = 900
#: The variable that tells `conf.py` the repository's address.
REPOSITORY = "TINYML_KIT_REPOSITORY"
#: What nobody reads: notes for the next run, and templates of the themes.
LEFT_OUT = (".buildinfo", "objects.inv", "_static/*-macros.html")


class SiteError(BadInput):
    """The site cannot be made."""


def write(
    folder: Path | str,
    board: str,
    claims: str,
    repository: str | None = None,
    replace: bool = True,
) -> int:
    """Write the site into a folder; its first page is `index.html`.

    Parameters
    ----------
    folder : path
    board : the page with the live board, HTML
    claims : the table of published claims with their verdicts, Markdown
    repository : the public address of the kit's repository, for links to Binder and Colab
    replace : bool
        Whether existing files that differ may be replaced.

    Returns
    -------
    int, how many pages it has

    Raises
    ------
    SiteError
        If the repository is not one of GitHub's, or Sphinx is missing, or it complains about a
        page: says what about.
    WriteError
        If the folder cannot be written to, or an existing file may not be replaced.
    """
    if repository and not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", repository):
        raise SiteError(
            f"--repository {one_line(repository)}: Binder and Colab are given a repository of "
            "GitHub; write it as https://github.com/OWNER/NAME."
        )
    missing = [name for name in ("sphinx", "myst_nb", "sphinx_book_theme") if not _there(name)]
    if missing:
        raise SiteError(
            f"site: Python finds no {' and no '.join(missing)}; "
            "python -m pip install sphinx myst-nb sphinx-book-theme gets what is missing."
        )
    with temporary.folder() as work, filled(folder, replace) as made:
        source = Path(work) / "source"
        source.mkdir()
        sources.gather(source, board, claims, repository)
        _sphinx(source, made, Path(work) / "kept", repository)
        for path in [path for pattern in LEFT_OUT for path in sorted(made.glob(pattern))]:
            path.unlink()
        return len(list(made.rglob("*.html")))


def _there(module):
    return importlib.util.find_spec(module) is not None


def _sphinx(source, made, kept, repository):
    """Run Sphinx; each warning is an error."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-j", "auto",
               "-b", "html", "-d", kept, source, made]  # fmt: skip
    surroundings = {**os.environ, "NO_COLOR": "1", REPOSITORY: repository or ""}
    answer = children.run(
        command, LIMIT, capture_output=True, encoding="utf-8", errors="replace", env=surroundings
    )
    if answer.returncode:
        told = answer.stderr.splitlines()
        first = [line for line in told if "WARNING:" in line or "Error: " in line] or told[-1:]
        said = one_line(" ".join(first[:1]).replace(f"{source}{os.sep}", "").strip(), 300)
        raise SiteError(f"site: Sphinx stopped: {said.rstrip('.')}.")
