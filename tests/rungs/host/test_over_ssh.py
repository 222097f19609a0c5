"""The generated C on another computer: a program in place of ssh runs here what it is given."""

import stat
import sys

import numpy as np
import pytest

from tests.support.networks import small_network
from tinyml_kit.base.errors import BadInput
from tinyml_kit.graph import reference
from tinyml_kit.ladder import climb
from tinyml_kit.rungs import registry, toolchain
from tinyml_kit.rungs.host import native, over_ssh, raspberry_pi
from tinyml_kit.rungs.protocol import DeviceError, RungMissing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="imitates ssh by a shell script")

rng = np.random.default_rng(0)
IMAGES = rng.integers(-128, 128, (20, 9, 8, 2), np.int8)
PI = "pi@raspberrypi.local"
#: Does what ssh does there, with a folder of its own for what is left behind.
WORKS = 'for script; do :; done; export TMPDIR="{folder}"; exec sh -c "$script"'


@pytest.fixture
def ssh(tmp_path, monkeypatch):
    """Return a function that puts a script in place of ssh, and programs for this computer."""
    folder = tmp_path / "there"
    folder.mkdir()

    def put(script):
        path = tmp_path / "ssh"
        path.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\n{script}\n', encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IEXEC)
        find = toolchain.find
        monkeypatch.setattr(
            toolchain, "find", lambda *names: str(path) if names == ("ssh",) else find(*names)
        )
        monkeypatch.setattr(raspberry_pi, "cross_build", native.build)
        return folder

    return put


def build(folder, host=PI):
    try:
        return over_ssh.build(small_network(), folder, host)
    except RungMissing as problem:
        pytest.skip(f"toolchain: {problem}")


def test_inputs_go_there_and_answers_come_back_and_nothing_stays(ssh, tmp_path):
    there = ssh(WORKS.format(folder=tmp_path / "there"))
    built = build(tmp_path / "made")
    run = over_ssh.run(built, IMAGES, intermediates=True)
    outputs, between = reference.run(built.built.graph, IMAGES, intermediates=True)
    np.testing.assert_array_equal(run.outputs[0], outputs[0])
    for index, values in run.intermediates.items():
        np.testing.assert_array_equal(values, between[index])
    assert run.label == "measured" and len(run.seconds) == len(IMAGES)
    assert list(there.iterdir()) == []
    called = (tmp_path / "called").read_text(encoding="utf-8")
    assert called.startswith(f"-o BatchMode=yes -o ConnectTimeout=20 {PI} ")


def test_the_ladder_climbs_it(ssh, tmp_path):
    ssh(WORKS.format(folder=tmp_path / "there"))
    build(tmp_path / "made")
    (row,) = climb.run(small_network(), IMAGES, [f"ssh:{PI}"]).rungs
    assert (row.rung, row.status, row.mismatches) == (f"ssh:{PI}", "equal", 0)


FAULTS = {
    "nobody": (
        "echo 'ssh: connect to host raspberrypi.local port 22: No route to host' >&2; exit 255",
        r"ssh does not get there \(ssh: connect to host .*: No route to host\); try ssh pi@",
    ),
    "another chip": (
        "echo './bench: cannot execute binary file: Exec format error' >&2; exit 126",
        r"the program did not run there \(.*Exec format error\); it is for a 64-bit Linux on Arm",
    ),
    "it says nothing": ("exit 3", r"the program did not run there \(status 3\)"),
    "a login that talks": ("echo Welcome to this computer", "the answer is not what the program"),
    "no answer": ("exec sleep 60", "no answer within"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_is_one_sentence(fault, ssh, tmp_path, monkeypatch):
    script, said = FAULTS[fault]
    ssh(script)
    built = build(tmp_path / "made")
    if fault == "no answer":
        monkeypatch.setattr(native, "LIMIT", 1 - over_ssh.CONNECT - len(IMAGES))
    with pytest.raises(DeviceError, match=f"^ssh:{PI}: {said}"):
        over_ssh.run(built, IMAGES)


@pytest.mark.parametrize("host", ["-oProxyCommand=touch x", "pi@a b", "a;b", "", "$(x)"])
def test_a_host_is_a_name_and_never_an_option_or_a_command(host, tmp_path):
    with pytest.raises(BadInput, match="this is no host; give one such as pi@raspberrypi.local"):
        over_ssh.build(small_network(), tmp_path, host)


@pytest.mark.parametrize(
    "host", ["pi", "pi@10.0.0.7", "pi@fe80::1%eth0", "my-pi.local", "10.0.0.7"]
)
def test_hosts_are_taken_as_ssh_takes_them(host):
    assert over_ssh.HOST.fullmatch(host)
    assert registry.rung(f"ssh:{host}").options == {"host": host}
