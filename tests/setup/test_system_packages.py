import os
import sys

import pytest

from tinyml_kit.setup import system_packages

pytestmark = pytest.mark.skipif(os.name == "nt", reason="apt is not for this platform")


@pytest.fixture
def debian(tmp_path, monkeypatch):
    """Return a folder that is the whole PATH: a Debian on which simavr alone is missing.

    Its apt-get writes down what it was asked, and installs simavr once `update` was called.
    """
    installed = [name for name in system_packages.debian_packages() if name != "simavr"]
    (tmp_path / "installed").write_text(
        "".join(f"{name} installed\n" for name in installed), encoding="utf-8"
    )

    def program(name, script):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\ncd {tmp_path}\n{script}\n", encoding="utf-8")
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


@pytest.mark.parametrize("name", ["chromium-browser", "google-chrome"])
def test_any_browser_of_that_family_will_do(name, debian):
    # Ubuntu has no package of Debian's name.
    (debian / name).touch(mode=0o755)
    assert system_packages.missing_for("test") == ["simavr"]


def test_package_lists_are_fetched_when_a_package_is_unknown(debian):
    log = debian / "build" / "apt.log"
    system_packages.install(["simavr"], ["apt-get"], log)
    asked = (debian / "asked").read_text(encoding="utf-8").splitlines()
    install = "install -y --no-install-recommends"
    assert asked[-2:] == ["update", f"{install} simavr"]
    assert system_packages.missing() == []
    assert "talking" in log.read_text(encoding="utf-8")


def test_package_lists_are_left_alone_when_they_suffice(debian):
    (debian / "updated").touch()
    system_packages.install(["simavr"], ["apt-get"], debian / "apt.log")
    assert (debian / "asked").read_text(
        encoding="utf-8"
    ) == "install -y --no-install-recommends simavr\n"


def test_old_package_lists_are_renewed_when_the_installation_fails(debian):
    (debian / "updated").touch()
    (debian / "apt-get").write_text(
        f"#!/bin/sh\necho $1 >> {debian}/asked\nexit 100\n", encoding="utf-8"
    )
    system_packages.install(["simavr"], ["apt-get"], debian / "apt.log")
    assert (debian / "asked").read_text(encoding="utf-8").split() == [
        "install",
        "update",
        "install",
    ]


def test_root_may_install(debian, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert system_packages.apt_get() == ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]


@pytest.mark.parametrize(("status", "may"), [(0, True), (1, False)])
def test_others_may_install_if_sudo_asks_for_no_password(status, may, debian, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    (debian / "sudo").write_text(f"#!/bin/sh\nexit {status}\n", encoding="utf-8")
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
    # Libraries are asked of their compilers, which are missing, too.
    assert {"simavr", "avr-libc", "newlib"} <= set(missing)
    (tmp_path / "simavr").touch(mode=0o755)
    assert "simavr" not in system_packages.missing()


def test_one_compiler_of_c_is_enough(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert {"gcc", "clang"} <= set(system_packages.missing())
    (tmp_path / "clang").touch(mode=0o755)
    assert not {"gcc", "clang"} & set(system_packages.missing())


@pytest.mark.parametrize("program", ["dnf", "pacman"])
def test_the_advice_covers_everything_that_the_manager_has(program, tmp_path, monkeypatch):
    from tinyml_kit.setup import places, tools

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(places, "HEADERS", ())
    monkeypatch.setattr(system_packages, "is_here", lambda tool: False)
    (tmp_path / program).touch(mode=0o755)
    advised = tools.one_command(system_packages.missing_for("test"), "linux").split()
    every = [getattr(tool, program) for tool in tools.TOOLS]
    assert set(advised[3:]) >= {one for packages in every for one in packages.split()}


def test_a_browser_is_missing_for_the_tests_alone_on_any_system(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "chromium" not in system_packages.missing_for("lab")
    assert system_packages.missing_for("test")[-1] == "chromium"


def test_the_set_up_imports_this_without_any_package():
    import subprocess

    script = "import tinyml_kit.setup.system_packages, sys; print('numpy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True)
    assert answer.stdout == "False\n"
