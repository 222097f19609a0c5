"""Who may import whom (pyproject.toml says), and what is loaded before it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tinyml_kit"
RULES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]


def rooms():
    """Return the names of the package's parts: folders with Python in them, and the command."""
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")} | {"cli"}


def loaded(code, *options):
    """Return the names of the modules that a fresh Python has loaded after running some code."""
    program = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    command = [sys.executable, *options, "-c", program]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return set(run.stderr.split())


def test_imports_follow_the_rules():
    code = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_room_of_the_package_stands_in_a_layer():
    layers = "|".join(
        layer for rule in RULES if "containers" not in rule for layer in rule.get("layers", ())
    )
    listed = {name.strip(" ()").split(".")[1] for name in layers.split("|")}
    assert listed == rooms() - {"assets"}


def test_every_target_of_the_c_stands_beside_the_others():
    (rule,) = (rule for rule in RULES if rule["name"] == "Targets of the C do not know each other")
    (layer,) = rule["layers"]
    listed = {name.strip(" ()") for name in layer.split("|")}
    assert listed >= {path.parent.name for path in PACKAGE.glob("codegen/c/*/__init__.py")}


def test_no_room_but_those_that_train_may_reach_tensorflow():
    (strict,) = (
        rule for rule in RULES if rule["name"] == "TensorFlow in learning and compress only"
    )
    held = {module.removeprefix("tinyml_kit.") for module in strict["source_modules"]}
    assert held == rooms() - {"learning", "compress", "course", "own", "cli"}


@pytest.mark.parametrize(
    "module", ["installing", "bundle", "tools", "places", "looking", "windows", "another_python"]
)
def test_what_sets_the_kit_up_needs_python_alone(module):
    # -S: without installed packages; -I: without what the user or a variable adds.
    code = f"sys.path.insert(0, '.')\nfrom tinyml_kit.setup import {module}"
    modules = loaded(code, "-I", "-S")
    others = {name for name in modules if name.partition(".")[0] not in sys.stdlib_module_names}
    own = {name for name in others if name.startswith("tinyml_kit")}
    named = {name.partition("tinyml_kit.setup.")[2] for name in own} - {""}
    assert module in named and named <= {module, "tools", "places"}
    assert others - own <= {"__main__"}


@pytest.mark.parametrize(
    "code",
    [
        "import tinyml_kit",
        "sys.argv = ['tinyml-kit', '--help']\n"
        "from tinyml_kit import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass",
    ],
    ids=["import", "help"],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(code):
    heavy = {"numpy", "pandas", "scipy", "h5py", "PIL", "matplotlib", "sklearn", "nbformat"}
    heavy |= {"tensorflow", "tf_keras", "tensorflow_model_optimization", "ai_edge_litert"}
    assert not loaded(code) & heavy
