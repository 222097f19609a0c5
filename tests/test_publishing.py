"""What puts the kit before readers elsewhere: Binder, a container, a site, a citation."""

import json
import os
import re
import shlex
from pathlib import Path

import yaml

import kit
from tests.test_project import PROJECT
from tinyml_kit import __version__, cli
from tinyml_kit.setup import system_packages

ROOT = Path(kit.__file__).parent


def test_binder_installs_the_compilers_and_simulators_that_the_set_up_does():
    listed = (ROOT / "apt.txt").read_text(encoding="utf-8").splitlines()
    assert listed == list(dict.fromkeys(system_packages.debian_packages()))


def test_binder_makes_the_board_that_runs_in_a_page():
    script = ROOT / "postBuild"
    assert os.name == "nt" or os.access(script, os.X_OK)
    *_, command = script.read_text(encoding="utf-8").splitlines()
    assert command == "python -m tinyml_kit.setup.page"
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert any(str(one).startswith("nodejs") for one in environment["dependencies"])


def commands(step):
    """Return a step's command as words, without variables of the shell."""
    return shlex.split(re.sub(r"\$\w+(/\$\w+)*", "https://github.com/example/kit", step["run"]))


def test_the_workflow_publishes_what_the_commands_make():
    (job,) = yaml.safe_load((ROOT / ".github/workflows/site.yml").read_text(encoding="utf-8"))[
        "jobs"
    ].values()
    ready, made = (commands(step) for step in job["steps"] if "run" in step)
    assert ready == ["python3", "kit.py", "doctor"]
    assert made[:2] == [".venv/bin/tinyml-kit", "site"]
    options = cli.parser_of("site").parse_args(made[2:])
    (published,) = (
        s["with"]["path"] for s in job["steps"] if "pages-artifact" in s.get("uses", "")
    )
    assert str(options.folder) == published
    python = next(
        s["with"]["python-version"] for s in job["steps"] if "python" in s.get("uses", "")
    )
    assert kit.python_problem(tuple(map(int, python.split(".")))) is None


def test_a_development_container_sets_the_kit_up():
    described = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert described["postCreateCommand"] == "python3 kit.py doctor"
    version = re.fullmatch(r"python:(\d+)\.(\d+)-\w+", described["image"])
    assert kit.python_problem((int(version[1]), int(version[2]))) is None


def test_the_citation_the_changes_and_the_package_have_one_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    versions = re.findall(
        r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert citation["version"] == versions[0] == __version__
    assert citation["keywords"] == PROJECT["keywords"]
    assert [one["name"] for one in citation["authors"]] == [PROJECT["authors"][0]["name"]]
    assert {"cff-version", "title", "message"} <= citation.keys()


def test_the_workflow_of_machines_calls_commands_that_exist():
    jobs = yaml.safe_load((ROOT / ".github/workflows/machines.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]
    lines = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    words = [re.findall(r"kit\.py (\w+)", line) for line in lines]
    called = {word for found in words for word in found}
    assert called == {"doctor", "run", "advice", "test"}
    assert called <= set(kit.COMMANDS)
    pythons = jobs["hosted"]["strategy"]["matrix"]["python"]
    versions = [tuple(map(int, python.split("."))) for python in pythons]
    assert kit.OLDEST in versions and kit.NEWEST in versions and max(versions) > kit.NEWEST
