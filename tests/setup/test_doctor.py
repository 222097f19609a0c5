import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib import metadata
from types import SimpleNamespace

import pytest

from tinyml_kit.setup import doctor, looking, places
from tinyml_kit.setup.doctor import MISSING, NOT_HERE, PRESENT, Item, Report
from tinyml_kit.setup.tools import TOOLS

MACHINE = {
    "python": "3.12.1",
    "system": "Linux 6.1 x86_64",
    "cores": 2,
    "memory_bytes": 8_000_000_000,
    "cache": "cache",
    "cache_free_bytes": 50_000_000_000,
}
NUMPY = Item("numpy", "package", doctor.CHAPTERS, PRESENT, "2.0.1", None, True)
GCC = Item("gcc", "compiler", "C on this computer", MISSING, None, "sudo apt-get install gcc")


def tool(name):
    return next(tool for tool in TOOLS if tool.name == name)


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return an empty folder that is the whole PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder, name, script):
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)


# --- packages ---------------------------------------------------------------------------------


def test_a_package_is_present_with_its_version():
    item = doctor.package("numpy", doctor.CHAPTERS)
    assert (item.status, item.version, item.required) == (PRESENT, metadata.version("numpy"), True)


def test_a_missing_package_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", lambda name: None)
    item = doctor.package("numpy", doctor.CHAPTERS)
    assert item.status == MISSING and item.required
    assert item.how_to_get == "python -m pip install numpy -c constraints.txt"


def test_an_extra_is_not_required():
    assert not doctor.package("fabio", doctor.DETECTORS).required


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_tflm_is_not_for_every_platform(platform, monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", lambda name: None)
    monkeypatch.setattr(sys, "platform", platform)
    item = doctor.package("tflite-micro", doctor.MODELS)
    assert (item.status, item.required, item.how_to_get) == (NOT_HERE, False, None)


def test_tflm_can_be_got_on_linux_with_an_x86_processor_only(monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    found = {}
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr(doctor.platform, "machine", lambda machine=machine: machine)
        found[machine] = doctor.package("tflite-micro", doctor.MODELS)
    assert (found["aarch64"].status, found["aarch64"].how_to_get) == (NOT_HERE, None)
    # The reference takes its place: no chapter stops for want of it.
    assert (found["x86_64"].status, found["x86_64"].required) == (MISSING, False)
    assert found["x86_64"].how_to_get == "python -m pip install tflite-micro"
    # Any other package is missing there, and not impossible.
    assert doctor.package("pyserial", doctor.BOARDS).status == MISSING


def test_a_wheel_advises_nothing_that_it_does_not_bring(monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", lambda name: None)
    monkeypatch.setattr(doctor.resources, "installed", lambda: True)
    missing = doctor.package("numpy", doctor.CHAPTERS)
    assert missing.how_to_get == "python -m pip install numpy"
    assert doctor.verdict_of(Report(MACHINE, (missing,))) == (
        "The chapters need numpy: the lines above say how to get what is missing."
    )


def test_an_extra_is_got_without_the_constraints(monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", lambda name: None)
    item = doctor.package("fabio", doctor.DETECTORS)
    assert (item.status, item.how_to_get) == (MISSING, "python -m pip install fabio")


def test_a_reader_of_toml_is_missing_on_old_pythons_alone(monkeypatch):
    monkeypatch.setattr(doctor, "installed_version", lambda name: None)
    monkeypatch.setattr(sys, "version_info", (3, 11, 0))
    assert doctor.package("tomli", doctor.BOARDS).status == NOT_HERE
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    assert doctor.package("tomli", doctor.BOARDS).status == MISSING


def test_a_package_that_does_not_exist_has_no_version():
    assert doctor.installed_version("no-package-has-this-name") is None


# --- compilers, libraries, simulators ---------------------------------------------------------

posix = pytest.mark.skipif(os.name == "nt", reason="shell scripts are not for this platform")


@posix
def test_a_program_tells_its_version(path):
    put(path, "avr-gcc", "echo 'avr-gcc (GCC) 5.4.0'; echo 'Copyright (C) 2015'")
    item = doctor.tool_item(tool("avr-gcc"))
    assert (item.status, item.version, item.how_to_get) == (PRESENT, "5.4.0", None)


@posix
def test_a_program_that_tells_none_is_present_with_the_packages_version(path):
    put(path, "simavr", "exit 1")
    assert doctor.tool_item(tool("simavr")).status == PRESENT
    assert doctor.tool_item(tool("simavr")).version is None
    put(path, "dpkg-query", "printf 1.6")
    assert doctor.tool_item(tool("simavr")).version == "1.6"


@posix
def test_a_program_that_does_not_answer_is_present(path, monkeypatch):
    put(path, "simavr", "exec /bin/sleep 20")
    real = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda *command, **options: real(*command, **{**options, "timeout": 0.2})
    )
    assert doctor.program("simavr") == (True, None)


@posix
def test_a_program_that_cannot_be_started_is_not_a_crash(path):
    (path / "simavr").write_bytes(b"\x7fELF of another machine")
    (path / "simavr").chmod(0o755)
    assert doctor.program("simavr") == (True, None)


def test_a_missing_program_says_how_to_get_it(path, monkeypatch):
    monkeypatch.setattr(doctor, "how_to_get", lambda tool: f"get {tool.name}")
    item = doctor.tool_item(tool("qemu-system-arm"))
    assert (item.status, item.how_to_get) == (MISSING, "get qemu-system-arm")


def test_what_nobody_offers_is_not_for_this_platform(path, monkeypatch):
    monkeypatch.setattr(doctor, "how_to_get", lambda tool: None)
    assert doctor.tool_item(tool("simavr")).status == NOT_HERE


@posix
@pytest.mark.parametrize(
    ("library", "compiler"),
    [
        ("avr-libc", "avr-gcc"),
        ("newlib", "arm-none-eabi-gcc"),
        ("picolibc", "riscv64-unknown-elf-gcc"),
    ],
)
def test_a_compiler_is_asked_for_its_c_library(library, compiler, path):
    assert looking.has_library(tool(library)) is False
    put(path, compiler, "echo ${1#-print-file-name=}")  # the name alone: not found
    assert looking.has_library(tool(library)) is False
    put(path, compiler, "echo /usr/lib/${1#-print-file-name=}")
    assert looking.has_library(tool(library)) is True


def test_the_headers_of_simavr_are_looked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "HEADERS", (str(tmp_path),))
    assert looking.has_library(tool("libsimavr")) is False
    (tmp_path / "simavr").mkdir()
    (tmp_path / "simavr" / "sim_avr.h").touch()
    assert looking.has_library(tool("libsimavr")) is True


def test_the_arduino_core_is_looked_for(tmp_path, monkeypatch):
    found = []
    monkeypatch.setattr(looking, "arduino_cores", lambda: found)
    assert looking.has_library(tool("arduino-core-avr")) is False
    found.append(tmp_path)
    assert looking.has_library(tool("arduino-core-avr")) is True


def test_every_library_says_how_it_is_found_and_no_program_needs_to():
    for one in TOOLS:
        assert (one.kind == "library") == bool(one.holds or one.name == "arduino-core-avr")
        assert one.holds or not one.asked


# --- boards -----------------------------------------------------------------------------------


def test_a_board_on_usb_is_found_and_a_built_in_port_is_none(monkeypatch):
    from serial.tools import list_ports

    uno = SimpleNamespace(device="/dev/ttyACM0", description="Arduino Uno", vid=0x2341)
    socket = SimpleNamespace(device="/dev/ttyS0", description="n/a", vid=None)
    monkeypatch.setattr(list_ports, "comports", lambda: [socket, uno])
    (item,) = doctor.boards()
    assert (item.status, item.version) == (PRESENT, "Arduino Uno at /dev/ttyACM0")
    monkeypatch.setattr(list_ports, "comports", lambda: [socket])
    (item,) = doctor.boards()
    assert (item.status, item.required) == (MISSING, False)


def test_every_board_on_usb_is_an_item(monkeypatch):
    from serial.tools import list_ports

    ports = [SimpleNamespace(device=f"COM{n}", description="Uno", vid=n) for n in (0, 3)]
    monkeypatch.setattr(list_ports, "comports", lambda: ports)
    assert [item.version for item in doctor.boards()] == ["Uno at COM0", "Uno at COM3"]


def test_without_pyserial_there_is_no_board(monkeypatch):
    monkeypatch.setitem(sys.modules, "serial.tools", None)
    (item,) = doctor.boards()
    assert item.status == MISSING


# --- the report -------------------------------------------------------------------------------


def test_only_what_every_reader_needs_decides():
    assert Report(MACHINE, (NUMPY, GCC)).ready
    without = replace(NUMPY, status=MISSING, version=None, how_to_get="pip")
    assert not Report(MACHINE, (without, GCC)).ready


def test_in_condas_environment_pip_is_advised(monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/opt/conda/envs/tinyml-kit")
    missing = replace(NUMPY, status=MISSING, version=None, how_to_get="pip")
    assert doctor.verdict_of(Report(MACHINE, (missing,))) == (
        "The chapters need numpy: python -m pip install -c constraints.txt -e . installs it into "
        "this environment."
    )
    monkeypatch.setattr(sys, "prefix", "/home/ada/kit/.venv")
    assert "python3 kit.py lab" in doctor.verdict_of(Report(MACHINE, (missing,)))


def test_what_nobody_needs_or_nobody_can_have_does_not_decide(monkeypatch):
    missing = replace(NUMPY, status=MISSING, version=None, how_to_get="pip")
    optional = replace(missing, name="fabio", required=False)
    impossible = replace(missing, name="tflite-micro", status=NOT_HERE)
    assert Report(MACHINE, (NUMPY, optional, impossible)).ready
    monkeypatch.setattr(doctor, "in_own_environment", lambda: True)
    told = doctor.verdict_of(Report(MACHINE, (missing, optional, impossible)))
    assert told == "The chapters need numpy: python3 kit.py lab installs what is missing."
    colors = [doctor.color(item) for item in (NUMPY, missing, optional, impossible)]
    assert colors == ["green", "red", "yellow", "dim"]


def test_what_is_missing_or_impossible_makes_no_rung_run():
    for status in (MISSING, NOT_HERE):
        assert Report(MACHINE, (replace(NUMPY, status=status),)).rungs["reference"] == ["numpy"]
    assert Report(MACHINE, (NUMPY,)).as_dict()["rungs"]["reference"] == {
        "runs": True, "lacks": [], "tried": False, "problem": None,
    }  # fmt: skip


def test_what_fails_when_it_is_tried_does_not_run():
    report = Report(MACHINE, (NUMPY,), {"reference": "it [crashed]."})
    assert report.to_try == ["reference"]
    assert report.as_dict()["rungs"]["reference"] == {
        "runs": False, "lacks": [], "tried": True, "problem": "it [crashed].",
    }  # fmt: skip
    assert report.as_dict()["rungs"]["serial"]["tried"] is False


def test_a_package_that_is_installed_and_cannot_be_loaded_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "COMPILED", {"numpy": "numpy", "scipy": "no_such_module"})
    scipy = replace(NUMPY, name="scipy")
    numpy, scipy, gcc = doctor.loading((NUMPY, scipy, GCC))
    assert (numpy, gcc) == (NUMPY, GCC)
    assert (scipy.status, scipy.version) == (doctor.BROKEN, "2.0.1")
    assert scipy.how_to_get == (
        "No module named 'no_such_module'; python -m pip install --force-reinstall scipy"
    )
    report = Report(MACHINE, (numpy, scipy))
    assert not report.ready
    assert doctor.verdict_of(report) == (
        "The chapters need scipy, which cannot be loaded; see above."
    )


def test_a_package_whose_import_ends_python_is_named(monkeypatch):
    monkeypatch.setattr(doctor, "COMPILED", {"numpy": "json", "scipy": "numpy"})
    monkeypatch.setattr(doctor, "IMPORT", "import os; os.abort()")
    numpy, scipy = doctor.loading((NUMPY, replace(NUMPY, name="scipy")))
    assert numpy.how_to_get.startswith("importing it ends Python; ")
    assert scipy.status == PRESENT


def test_a_missing_dll_is_got_from_microsoft():
    item = doctor.broken(NUMPY, "DLL load failed while importing _pywrap")
    assert item.how_to_get.endswith("; try winget install Microsoft.VCRedist.2015+.x64")


@posix
def test_a_macs_offer_to_install_compilers_is_no_compiler(path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(looking.shutil, "which", lambda name: f"/usr/bin/{name}")
    answers = {"xcode-select": ""}
    for module in (doctor, looking):
        monkeypatch.setattr(module, "output_of", lambda name, *words: answers.get(name, "gcc 14.2"))
    assert doctor.program("gcc") == (False, None)
    answers["xcode-select"] = "/Library/Developer/CommandLineTools\n"
    assert doctor.program("gcc") == (True, "14.2")
    monkeypatch.setattr(looking.shutil, "which", lambda name: f"/opt/homebrew/bin/{name}")
    answers["xcode-select"] = ""
    assert doctor.program("gcc") == (True, "14.2")


def test_a_rung_lists_what_it_lacks():
    rungs = Report(MACHINE, (NUMPY, GCC)).rungs
    assert rungs["reference"] == []
    assert rungs["c"] == ["gcc or clang"]
    assert rungs["uno"] == ["avr-gcc", "avr-libc", "simavr"]
    clang = Item("clang", "compiler", "C on this computer", PRESENT, "14.0")
    assert Report(MACHINE, (GCC, clang)).rungs["c"] == []


def test_every_need_of_a_rung_is_looked_for():
    looked_for = {item.name for item in doctor.examine().items}
    lacks = Report(MACHINE, ()).rungs.values()
    needs = {name for lack in lacks for need in lack for name in need.split(" or ")}
    assert needs <= looked_for


def test_this_machine_can_run_the_chapters():
    report = doctor.examine()
    assert report.ready
    assert report.machine["cores"] >= 1 and report.machine["memory_bytes"] > 1e8
    assert json.loads(json.dumps(report.as_dict())) == report.as_dict()


def test_cores_are_those_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 4, 5}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    found = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        found[platform] = doctor.machine()["cores"]
    assert found == {"linux": 3, "darwin": 8, "win32": 8}


def test_the_report_is_printed_whole(capsys, monkeypatch):
    uno = SimpleNamespace(name="uno", title="Arduino [Uno]", rung="uno")
    other = SimpleNamespace(name="esp32", title="ESP32", rung=None)
    monkeypatch.setattr(Report, "rungs", {"c": [], "uno": ["avr-gcc", "simavr"]}, raising=False)
    monkeypatch.setattr(Report, "boards", {"uno": uno, "esp32": other}, raising=False)
    doctor.show(Report(MACHINE, (NUMPY, GCC, replace(GCC, name="clang", how_to_get=None))))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "", doctor.CHAPTERS, f"  {'numpy':<31}present 2.0.1",
        "", "C on this computer", f"  {'gcc':<31}missing to get it: sudo apt-get install gcc",
        f"  {'clang':<31}missing ",
        "", "rungs of the ladder", f"  {'c':<31}has all that it needs (not tried)",
        f"  {'uno':<31}needs avr-gcc, simavr",
        "", "boards that the kit knows", f"  {'uno':<31}Arduino [Uno], on the rung uno",
        f"  {'esp32':<31}ESP32, without a rung",
        "", "Every chapter runs here; the optional tools missing above would improve some of them.",
    ]  # fmt: skip


def test_of_rungs_that_were_tried_the_report_says_what_happened(capsys, monkeypatch):
    monkeypatch.setattr(Report, "rungs", {"c": [], "uno": [], "serial": []}, raising=False)
    doctor.show(Report(MACHINE, (NUMPY,), {"uno": "it [crashed]."}))
    lines = capsys.readouterr().out.splitlines()
    assert f"  {'c':<31}runs here" in lines
    assert f"  {'uno':<31}fails: it [crashed]." in lines
    assert f"  {'serial':<31}has all that it needs (not tried)" in lines


def test_the_report_is_printed_with_a_line_for_each_item(capsys):
    doctor.show(Report(MACHINE, (NUMPY, GCC)))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "Python 3.12.1 on Linux 6.1 x86_64, 2 cores, 8 GB memory; cache cache (50 GB free)"
    )
    assert f"  {'numpy':<31}present 2.0.1" in lines
    assert f"  {'gcc':<31}missing to get it: sudo apt-get install gcc" in lines
    assert f"  {'c':<31}needs gcc or clang" in lines
    assert lines[-1].startswith("Every chapter runs here")


def test_a_package_that_everybody_needs_is_named_at_the_end(capsys, monkeypatch):
    monkeypatch.setattr(doctor, "in_own_environment", lambda: True)
    doctor.show(Report(MACHINE, (replace(NUMPY, status=MISSING, version=None),)))
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "The chapters need numpy: python3 kit.py lab installs what is missing."


def test_nothing_heavy_is_imported_to_find_out():
    script = (
        "import sys; from tinyml_kit.setup import doctor; doctor.examine();"
        "print(sorted({'numpy', 'tensorflow', 'scipy', 'h5py'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert answer.stdout == "[]\n"
