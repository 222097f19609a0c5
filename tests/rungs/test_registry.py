"""The table of rungs: names, options, and modules imported when they are wanted."""

import subprocess
import sys

import pytest

from tinyml_kit import boards
from tinyml_kit.rungs import registry
from tinyml_kit.rungs.protocol import DeviceError, RungMissing
from tinyml_kit.rungs.registry import Rung
from tinyml_kit.setup import doctor


def test_the_doctor_lists_the_same_rungs():
    on_request = ["raspberry-pi", "browser", "fpga", "fpga-ecp5"]
    assert [*registry.rungs(), *on_request, "serial"] == list(doctor.Report({}, ()).rungs)


def test_every_board_names_a_rung_that_there_is():
    named = {board.rung for board in boards.all_boards().values() if board.rung}
    assert named <= set(registry.rungs())


def test_every_chip_that_can_run_here_has_a_rung():
    chips = {name: rung.options for name, rung in registry.rungs().items() if rung.options}
    assert chips == {
        "uno": {"board": "uno"},
        "mega2560": {"board": "mega2560"},
        "atmega1284p": {"board": "atmega1284p"},
        "cortex-m4": {"board": "nano33ble"},
        "cortex-m0plus": {"board": "pico"},
        "riscv32": {"board": "esp32c3"},
    }


@pytest.mark.parametrize(
    "name", [*registry.rungs(), *registry.ON_REQUEST, "browser:uno", "serial:COM3"]
)
def test_every_rung_has_the_two_calls(name):
    module = registry.device(name)
    assert all(callable(getattr(module, call)) for call in ("build", "run"))


def test_a_board_on_the_page_is_part_of_the_rungs_name():
    assert registry.rung("browser").options == {"board": "uno"}
    assert registry.rung("browser:mega2560").options == {"board": "mega2560"}


def test_a_port_is_part_of_the_rungs_name():
    assert registry.rung("serial:/dev/ttyACM0").options == {"port": "/dev/ttyACM0"}


@pytest.mark.parametrize("name", ["", "serial", "serial:", "browser:", "TFLM", "esp8266"])
def test_an_unknown_rung_is_refused_with_those_that_there_are(name):
    with pytest.raises(DeviceError, match="take one of reference, litert, tflm, c, uno"):
        registry.rung(name)


def test_a_rung_without_its_package_is_missing(monkeypatch):
    monkeypatch.setattr(registry, "rungs", lambda: {"far": Rung("no_such_package_at_all")})
    with pytest.raises(RungMissing, match="no_such_package_at_all is not installed"):
        registry.device("far")


def test_the_table_imports_no_rung():
    code = (
        "import sys, tinyml_kit.ladder; "
        "heavy = {'tensorflow', 'pandas', 'serial', 'tinyml_kit.rungs.avr.simavr'}; "
        "print(heavy & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout == "set()\n", answer.stderr
