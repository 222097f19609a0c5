"""The files that describe the project agree with each other."""

import ast
import os
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tinyml_kit.setup import doctor, system_packages

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def key(name):
    """Return a package's name as an index spells it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements):
    return {key(Requirement(requirement).name) for requirement in requirements}


def applies(requirement, here):
    marker = Requirement(requirement).marker
    return marker is None or marker.evaluate(here)


def pins():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_doctor_knows_every_package_and_what_is_required():
    groups = {group: set(map(key, listed.split())) for group, listed in doctor.PACKAGES.items()}
    required = [listed for group, listed in groups.items() if group not in doctor.OPTIONAL]
    assert set.union(*required) == names(PROJECT["dependencies"])
    assert groups[doctor.DETECTORS] == names(EXTRAS["crystallography"])
    assert groups[doctor.TESTS] == names(EXTRAS["test"])
    assert groups[doctor.CIRCUITS] == names(EXTRAS["fpga"])
    assert groups[doctor.ASSIGNMENTS] == names(EXTRAS["instructors"])
    assert groups[doctor.SITE] == names(EXTRAS["site"])
    assert groups[doctor.CLUSTER] == {"dask", "distributed"}


def imported():
    """Return the top-level names of all modules that the package imports from outside."""
    found = set()
    for path in (ROOT / "tinyml_kit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {one.name.split(".")[0] for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.split(".")[0])
    return found - {*sys.stdlib_module_names, "tinyml_kit"}


def test_every_package_that_is_imported_is_declared():
    declared = names(
        [*PROJECT["dependencies"], *(one for extra in EXTRAS.values() for one in extra)]
    )
    brought_by = metadata.packages_distributions()
    modules = {name for name in imported() if name in brought_by}
    # An optional package need not be installed here; its name is then its distribution's.
    elsewhere = {name for name in imported() - modules if key(name) not in declared}
    undeclared = {name for name in modules if not declared & set(map(key, brought_by[name]))}
    assert undeclared | elsewhere - {"tomllib"} == set()
    assert len(modules) > 25


def test_conda_and_binder_get_what_pip_gets():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *_, pip = environment["dependencies"]
    constraints, *requirements, kit = pip["pip"]
    assert (constraints, kit) == ("-c constraints.txt", "-e .")
    wanted = [*PROJECT["dependencies"], *EXTRAS["crystallography"]]
    assert {str(Requirement(line)) for line in requirements} == {
        str(Requirement(line)) for line in wanted
    }


def test_every_package_of_the_environment_file_says_which_chapter_needs_it():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").split("- pip:\n")[1].splitlines()
    for line in lines[1:-1]:
        assert re.search(r" # (every chapter|\d\d|the command|`tinyml-kit)", line), line


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_package_has_one_tested_version_on_every_platform(version, platform):
    here = {
        "python_version": version,
        "python_full_version": f"{version}.9",
        "sys_platform": platform,
        "platform_machine": "AMD64" if platform == "win32" else "arm64",
        "os_name": "nt" if platform == "win32" else "posix",
    }
    chosen = [key(pin.name) for pin in pins() if not pin.marker or pin.marker.evaluate(here)]
    assert len(chosen) == len(set(chosen))
    everything = [*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)]
    needed = [line for line in everything if applies(line, here)]
    # spidev has no wheels, and the set-up installs nothing else: it is for a Raspberry Pi alone.
    assert names(needed) - {"tflite-micro", "spidev"} <= set(chosen)


def test_constraints_are_names_and_exact_versions_without_addresses():
    for pin in pins():
        assert pin.url is None and not pin.extras
        (specifier,) = pin.specifier
        assert specifier.operator == "=="


def test_the_hashes_are_of_the_tested_versions():
    lines = (ROOT / "hashes.txt").read_text(encoding="utf-8").splitlines()
    versions, sums = [], []
    for line in lines[2:]:
        if line.startswith("    --hash=sha256:"):
            sums[-1].append(line.removeprefix("    --hash=sha256:").removesuffix(" \\"))
        else:
            versions.append(line.removesuffix(" \\"))
            sums.append([])
    assert versions == (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[2:]
    assert all(len(found) >= 1 for found in sums)
    assert all(re.fullmatch("[0-9a-f]{64}", one) for found in sums for one in found)


def test_every_installed_package_admits_this_python():
    # uv takes packages that refuse newer Pythons; pip and conda, which readers use too, do not.
    this = ".".join(map(str, sys.version_info[:3]))
    wanted = {key(pin.name) for pin in pins()}
    for package in metadata.distributions():
        requirement = package.metadata.get("Requires-Python")
        if key(package.name) in wanted and requirement:
            admitted = SpecifierSet(requirement)
            assert admitted.contains(this), f"{package.name} needs Python {admitted}"


def test_the_debian_packages_of_the_design_are_installed():
    wanted = (
        "gcc-avr avr-libc simavr libsimavr-dev qemu-system-misc qemu-system-arm "
        "gcc-arm-none-eabi libnewlib-arm-none-eabi arduino-core-avr "
        "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf"
    )
    assert set(wanted.split()) <= set(system_packages.debian_packages())


def test_the_licence_covers_code_and_chapters():
    assert "the tinyml-kit authors" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "MIT" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (ROOT / "LICENSE-CHAPTERS").read_text(encoding="utf-8")
    assert all((ROOT / name).is_file() for name in PROJECT["license-files"])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_continuous_integration_can_be_started():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "python3 kit.py test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
