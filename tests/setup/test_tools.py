import re
from collections import Counter

import pytest

from tinyml_kit.base import resources
from tinyml_kit.setup import tools
from tinyml_kit.setup.tools import TOOLS, how_to_get, one_command


def tool(name):
    (found,) = [one for one in TOOLS if one.name == name]
    return found


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Return an empty folder that is the whole PATH, outside of any conda environment."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    return tmp_path


def test_every_tool_has_a_name_of_its_own():
    assert max(Counter(one.name for one in TOOLS).values()) == 1


@pytest.mark.parametrize(
    ("program", "command"),
    [
        ("apt-get", "sudo apt-get install gcc libc6-dev"),
        ("dnf", "sudo dnf install gcc"),
        ("pacman", "sudo pacman -S --needed gcc"),
    ],
)
def test_each_linux_is_told_its_own_command(program, command, path):
    (path / program).touch(mode=0o755)
    assert how_to_get(tool("gcc"), "linux") == command


def test_a_conda_environment_is_told_condas_where_the_system_has_no_manager(path, monkeypatch):
    monkeypatch.setenv("CONDA_PREFIX", "/opt/conda")
    assert how_to_get(tool("gcc"), "linux") == "conda install -c conda-forge gcc"
    assert how_to_get(tool("simavr"), "linux") is None
    (path / "dnf").touch(mode=0o755)
    assert how_to_get(tool("gcc"), "linux") == "sudo dnf install gcc"


def test_another_linux_reads_debians_names(path):
    command = "install what Debian calls gcc libc6-dev simavr"
    assert one_command(["gcc", "simavr"], "linux") == command
    assert how_to_get(tool("simavr"), "linux") == "install what Debian calls simavr"


def test_a_mac_is_told_brews_command_and_windows_wingets():
    assert how_to_get(tool("simavr"), "darwin") == "brew install osx-cross/avr/simavr"
    assert how_to_get(tool("clang"), "darwin") == "xcode-select --install"
    assert how_to_get(tool("gcc"), "win32") == "winget install BrechtSanders.WinLibs.POSIX.UCRT"
    assert how_to_get(tool("simavr"), "win32") is None


def test_the_one_command_is_one_command_of_the_manager_and_names_each_package_once(path):
    (path / "dnf").touch(mode=0o755)
    names = ["avr-gcc", "avr-libc", "libsimavr", "avr-gcc"]
    assert one_command(names, "linux") == "sudo dnf install avr-gcc avr-libc simavr-devel"
    assert one_command(["verilator"], "linux", unasked=True) == "sudo dnf install -y verilator"
    (path / "apt-get").touch(mode=0o755)
    assert one_command(["simavr"], "linux") == "sudo apt-get install simavr"
    assert one_command(["libc6-dev"], "linux", unasked=True) == "sudo apt-get install -y libc6-dev"


def test_casks_and_apples_compilers_come_by_commands_of_their_own():
    names = ["clang", "avr-gcc", "arm-none-eabi-gcc", "newlib", "qemu-system-arm"]
    assert one_command(names, "darwin") == (
        "brew install osx-cross/avr/avr-gcc qemu; xcode-select --install; "
        "brew install --cask gcc-arm-embedded"
    )


def test_winget_installs_one_at_a_time():
    every = [one.name for one in TOOLS]
    windows = one_command(every, "win32")
    assert windows.count("winget install ZakKemble.avr-gcc") == 1
    assert "simavr" not in windows
    unasked = one_command(["avr-gcc"], "win32", unasked=True)
    assert unasked == (
        "winget install --accept-package-agreements --accept-source-agreements ZakKemble.avr-gcc"
    )


def test_what_each_platform_lacks_is_known(path):
    riscv = ["riscv64-unknown-elf-gcc", "picolibc"]
    pi = ["aarch64-linux-gnu-gcc", "qemu-aarch64"]
    assert tools.lacking("linux", "x86_64") == []
    assert tools.lacking("linux", "aarch64") == ["tflite-micro"]
    (path / "dnf").touch(mode=0o755)
    assert tools.lacking("linux", "x86_64") == [
        "arduino-core-avr", *riscv, "aarch64-linux-gnu-gcc",
    ]  # fmt: skip
    assert tools.lacking("darwin", "arm64") == [
        "gcc", "arduino-core-avr", *riscv, *pi, "g++", "chromium", "tflite-micro",
    ]  # fmt: skip
    assert tools.lacking("win32", "AMD64") == [
        "clang", "simavr", "libsimavr", "arduino-core-avr", *riscv, *pi, "verilator", "chromium",
        "tflite-micro",
    ]  # fmt: skip


def test_the_readme_has_the_table():
    assert tools.markdown() in (resources.CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_the_table_has_a_line_for_each_tool_and_a_column_for_each_manager():
    lines = tools.markdown().splitlines()
    assert len(lines) == len(TOOLS) + 2
    assert {line.count("|") for line in lines} == {len(tools.TITLES) + 2}
    assert set(tools.TITLES) == set(tools.INSTALL)
    assert re.search(r"^\| simulated AVR: simavr .*`simavr`.*\| – \| – \|$", tools.markdown(), re.M)
