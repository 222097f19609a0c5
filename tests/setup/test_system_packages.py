import os
import sys

import pytest

from tinyml_kit.setup import system_packages
from tinyml_kit.setup.system_packages import TOOLS, how_to_get

pytestmark = pytest.mark.skipif(os.name == "nt", reason="apt is not for this platform")


@pytest.fixture
def debian(tmp_path, monkeypatch):
    """Return a folder that is the whole PATH: a Debian on which simavr alone is missing.

    Its apt-get writes down what it was asked, and installs simavr once `update` was called.
    """
    installed = [name for name in system_packages.debian_packages() if name != "simavr"]
    (tmp_path / "installed").write_text("".join(f"{name} installed\n" for name in installed))

    def program(name, script):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n")
        path.chmod(0o755)

    program("dpkg-query", "while read -r line; do echo $line; done < installed; exit 1")
    program(
        "apt-cache",
        "shift; for name; do echo $name:; echo '  Installed: (none)'\n"
        "if [ -e updated ]; then echo '  Candidate: 1.6'; else echo '  Candidate: (none)'; fi\n"
        "done",
    )
    program(
        "apt-get",
        "echo $* >> asked; echo talking\n"
        "case $1 in update) : > updated;; install) echo simavr installed >> installed;; esac",
    )
    (tmp_path / "env").symlink_to("/usr/bin/env")
    (tmp_path / "sh").symlink_to("/bin/sh")
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_missing_package_is_found(debian):
    assert system_packages.missing() == ["simavr"]


def test_a_browser_is_missing_for_the_tests_alone(debian):
    assert system_packages.missing_for("test") == ["simavr", "chromium"]
    assert system_packages.missing_for("lab") == ["simavr"]


def test_package_lists_are_fetched_when_a_package_is_unknown(debian):
    log = debian / "build" / "apt.log"
    system_packages.install(["simavr"], ["apt-get"], log)
    asked = (debian / "asked").read_text().splitlines()
    install = "install -y --no-install-recommends"
    assert asked[-2:] == ["update", f"{install} simavr"]
    assert system_packages.missing() == []
    assert "talking" in log.read_text()


def test_package_lists_are_left_alone_when_they_suffice(debian):
    (debian / "updated").touch()
    system_packages.install(["simavr"], ["apt-get"], debian / "apt.log")
    assert (debian / "asked").read_text() == "install -y --no-install-recommends simavr\n"


def test_old_package_lists_are_renewed_when_the_installation_fails(debian):
    (debian / "updated").touch()
    (debian / "apt-get").write_text(f"#!/bin/sh\necho $1 >> {debian}/asked\nexit 100\n")
    system_packages.install(["simavr"], ["apt-get"], debian / "apt.log")
    assert (debian / "asked").read_text().split() == ["install", "update", "install"]


def test_root_may_install(debian, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert system_packages.apt_get() == ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]


@pytest.mark.parametrize(("status", "may"), [(0, True), (1, False)])
def test_others_may_install_if_sudo_asks_for_no_password(status, may, debian, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (debian / "sudo").write_text(f"#!/bin/sh\nexit {status}\n")
    (debian / "sudo").chmod(0o755)
    command = system_packages.apt_get()
    assert (command[:2] == ["sudo", "-n"]) if may else (command is None)


def test_nobody_may_install_without_sudo_or_without_apt(debian, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system_packages.apt_get() is None
    (debian / "apt-get").unlink()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert system_packages.apt_get() is None


def test_where_there_is_no_dpkg_programs_are_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = system_packages.missing()
    assert "simavr" in missing and "avr-libc" not in missing
    (tmp_path / "simavr").touch(mode=0o755)
    assert "simavr" not in system_packages.missing()


def test_the_one_command_names_only_what_is_missing(debian):
    assert system_packages.one_command("linux") == "sudo apt-get install simavr"


def test_the_one_command_of_a_mac_uses_brew_and_of_windows_winget():
    assert "brew install osx-cross/avr/simavr" in system_packages.one_command("darwin")
    windows = system_packages.one_command("win32")
    assert windows.count("winget install ZakKemble.avr-gcc") == 1
    assert "simavr" not in windows


def test_another_linux_reads_debians_names(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_packages.one_command("linux").startswith("install what Debian calls gcc libc6")
    (simavr,) = [tool for tool in TOOLS if tool.name == "simavr"]
    assert how_to_get(simavr, "linux") == "install what Debian calls simavr"
    assert how_to_get(simavr, "win32") is None


def test_the_set_up_imports_this_without_any_package():
    import subprocess

    script = "import tinyml_kit.setup.system_packages, sys; print('numpy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True)
    assert answer.stdout == "False\n"


@pytest.mark.parametrize(
    "kept", [".arduino15", "Library/Arduino15", "AppData/Local/Arduino15", "elsewhere"]
)
def test_arduinos_core_is_found_where_the_ide_keeps_it(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(system_packages, "DEBIAN_CORE", tmp_path / "none")
    monkeypatch.setattr(system_packages.Path, "home", lambda: tmp_path)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "AppData/Local"))
    monkeypatch.setenv("ARDUINO_DIRECTORIES_DATA", str(tmp_path / "elsewhere"))
    assert system_packages.arduino_cores() == []
    core = tmp_path / kept / "packages/arduino/hardware/avr/1.8.6"
    (core / "cores/arduino").mkdir(parents=True)
    assert system_packages.arduino_cores() == []  # an installation that was broken off
    (core / "cores/arduino/Arduino.h").touch()
    assert system_packages.arduino_cores() == [core]
