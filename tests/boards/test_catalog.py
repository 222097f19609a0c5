"""Facts about boards, against what their makers publish; a reader's own boards beside them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import call
from tinyml_kit import boards
from tinyml_kit.boards import BoardError, all_boards, find
from tinyml_kit.boards.record import load

KIB = 1024


@pytest.mark.parametrize(
    ("name", "flash", "ram", "megahertz"),
    [
        # Arduino's boot loaders take 512 B of an Uno, 8 KiB of a Mega, 64 KiB of a Nano 33 BLE.
        ("uno", 32 * KIB - 512, 2 * KIB, 16),
        ("mega2560", (256 - 8) * KIB, 8 * KIB, 16),
        ("nano_every", 48 * KIB, 6 * KIB, 20),
        ("atmega1284p", 128 * KIB, 16 * KIB, 20),
        ("nano33ble", (1024 - 64) * KIB, 256 * KIB, 64),
        ("portenta", 2048 * KIB, 1024 * KIB, 480),
        ("pico", 2048 * KIB, 264 * KIB, 133),
        ("esp32", 4096 * KIB, 520 * KIB, 240),
        ("esp32c3", 4096 * KIB, 400 * KIB, 160),
    ],
)
def test_a_board_has_the_memory_and_clock_that_its_maker_publishes(name, flash, ram, megahertz):
    found = find(name)
    assert (found.flash, found.ram, found.clock) == (flash, ram, megahertz * 1_000_000)


def test_cycles_are_those_that_were_measured_on_the_core_itself_or_not_known():
    cores = {board.core.name: board.core for board in all_boards().values()}
    timed = {name for name, core in cores.items() if core.cycles_per_mac}
    assert timed == {name for name, core in cores.items() if core.cycles_per_output}
    assert set(cores) - timed == {"cortex-m7", "xtensa-lx6"}


def test_no_code_asks_for_a_core_by_its_name():
    """What differs between cores stands in their records, where a new core has it, too."""
    package = Path(boards.__file__).parents[1]
    asking = [
        path.name
        for path in package.rglob("*.py")
        if re.search(
            r"core\.name\s*(==|in\b)|target_of\([^)]*\) is ", path.read_text(encoding="utf-8")
        )
    ]
    assert asking == []


def test_tflm_runs_on_every_core_but_avr():
    cores = {board.core.name: board.core for board in all_boards().values()}
    assert {name for name, core in cores.items() if not core.runs_tflm} == {"avr"}


def test_every_firmware_names_its_faults():
    rungs = Path(boards.__file__).parents[1] / "rungs"
    firmware = {
        board.core.emulator.firmware for board in all_boards().values() if board.core.emulator
    }
    for name in firmware:
        faults = load(rungs / name / "faults.toml")
        assert len(faults) >= 5 and all(reason.isdigit() for reason in faults)


def test_all_boards_are_listed_above():
    assert len(all_boards()) == 9


def test_a_board_is_known_by_its_name_and_its_chip():
    assert all(find(name) is board for name, board in all_boards().items())
    aliases = {alias: board for board in all_boards().values() for alias in board.aliases}
    assert set(aliases) == {"atmega328p", "atmega2560", "atmega4809"}
    assert all(find(chip) is board for chip, board in aliases.items())
    assert all(board.chip.lower() == chip for chip, board in aliases.items())


def test_what_stands_in_for_another_chip_says_so():
    assert find("nano_every").stands_in == "ATmega1284P"
    assert all(b.stands_in is None for b in all_boards().values() if b.name != "nano_every")


def test_a_rung_belongs_to_the_board_whose_chip_it_has():
    assert boards.owner_of("atmega1284p") is find("atmega1284p")
    assert boards.owner_of("riscv32") is find("esp32c3")
    assert boards.owner_of("tflm") is None


def test_a_board_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(BoardError, match="there is no board 'due'; take one of uno, mega2560"):
        find("due")


def test_the_help_of_the_command_line_reads_no_record():
    code = (
        "import sys\n"
        "from tinyml_kit import cli\n"
        "try:\n"
        "    sys.argv = ['tinyml-kit', '--help']\n"
        "    cli.main()\n"
        "except SystemExit:\n"
        "    print({'tinyml_kit.boards.catalog', 'tomllib', 'tomli'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.endswith("set()\n"), answer.stderr


# --- a reader's own board ---------------------------------------------------------------------

OWN = """
title = "My */ board"
chip = "STM32F411"
core = "cortex-m4"
flash = 524_288
ram = 131_072
clock = 100_000_000
volts = 3.3
milliamps = 10
sleep_milliamps = 0.01

[simulation]
rung = "mine"
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return a function that writes the record of a board into a folder that the kit reads."""
    folder = tmp_path / "boards"
    folder.mkdir()
    monkeypatch.setenv(boards.ENVIRONMENT, str(folder))

    def write(text=OWN, name="mine"):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        # What was read of another content of the folder is not kept between processes.
        boards.catalog._all.cache_clear()
        return folder / f"{name}.toml"

    yield write
    boards.catalog._all.cache_clear()


@pytest.fixture
def bragg():
    from tinyml_kit.base import resources

    return resources.data_dir() / "bragg_100px_int8.tflite"


def test_an_own_board_is_found_and_sorted_in_by_its_clock(own):
    own()
    assert find("mine").core is find("nano33ble").core
    names = list(all_boards())
    assert names[names.index("nano33ble") + 1] == "mine"


def test_an_own_board_gets_a_card(own, bragg):
    own()
    card = json.loads(call("size", bragg, "--board", "mine", "--json").stdout)["boards"][0]
    assert (card["board"], card["fits"]) == ("mine", True)
    assert card["ram"]["available_bytes"] == 131_072


def test_an_own_board_is_exported_for_and_its_title_cannot_end_a_comment(own, bragg, tmp_path):
    own()
    for kind in ("c99", "sketch"):
        answer = call("export", bragg, "--as", kind, "--board", "mine", "--out", tmp_path / kind)
        assert answer.exit_code == 0, answer.output
    assert "cortex_m4" in (tmp_path / "c99" / "model.c").read_text(encoding="utf-8")
    head = (tmp_path / "sketch" / "sketch.ino").read_text(encoding="utf-8").split("#include")[0]
    assert head.count("*/") == 1 and "My *_ board" in head


def test_the_doctor_lists_an_own_board_and_its_rung(own, capsys):
    from tinyml_kit.setup import doctor

    own()
    report = doctor.Report({}, ())
    assert report.rungs["mine"] == ["arm-none-eabi-gcc", "newlib", "qemu-system-arm"]
    assert report.as_dict()["boards"]["mine"] == {"title": "My */ board", "rung": "mine"}


def test_an_own_board_is_a_rung_of_the_ladder_with_its_own_memory(own, bragg):
    import numpy as np

    from tinyml_kit import ladder

    own(OWN.replace("131_072", "20_480"))
    inputs = np.zeros((1, 100, 100, 1), np.int8)
    row = ladder.run(bragg, inputs, on=["mine"])["mine"]
    if row.status == "missing":
        pytest.skip(f"toolchain: {row.message}")
    assert row.status == "error"
    assert "20,480 bytes of RAM of the My */ board" in row.message
    own()
    row = ladder.run(bragg, inputs, on=["mine"])["mine"]
    assert (row.status, row.label) == ("equal", "emulated")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("title =", "tilte ="), "mine.toml: there is no key tilte; take one of aliases, arduino"),
        (("flash = 524_288", ""), "mine.toml: the key flash is missing; add it"),
        (("524_288", '"512K"'), "mine.toml: flash has to be an integer"),
        (("524_288", "true"), "mine.toml: flash has to be an integer"),
        (("volts = 3.3", 'volts = "3"'), "mine.toml: volts has to be a number"),
        (("524_288", "0"), "mine.toml: flash has to be more than 0"),
        (("sleep_milliamps = 0.01", "sleep_milliamps = -1"), "sleep_milliamps must not be less"),
        (("volts = 3.3", "volts = nan"), "mine.toml: volts has to be more than 0"),
        (('rung = "mine"', "rung = 3"), "mine.toml: simulation.rung has to be a string"),
        (('rung = "mine"', 'ring = "x"'), "mine.toml: there is no key simulation.ring"),
        (('rung = "mine"', ""), "mine.toml: the key simulation.rung is missing"),
        (("[simulation]\n", "simulation = 4\naliases = []\n#"), "simulation has to be a table"),
        (("volts = 3.3", 'volts = 3.3\naliases = "x"'), "mine.toml: aliases has to be a list"),
        (("volts = 3.3", "volts = 3.3\naliases = [1]"), r"mine.toml: aliases\[0\] has to be a st"),
        (
            ("volts = 3.3", 'volts = 3.3\naliases = ["uno"]'),
            "Uno already has the name uno; take another",
        ),
        (('core = "cortex-m4"', 'core = "z80"'), "core: there is no core 'z80'; take one of avr"),
        (('core = "cortex-m4"', ""), "mine.toml: the key core is missing"),
        (('core = "cortex-m4"', "core = 4"), "core: there is no core 4; take one of avr"),
        (('core = "cortex-m4"', "core = [4]"), r"core: there is no core \[4\]; take one of avr"),
        (
            ('core = "cortex-m4"', 'core = "xtensa-lx6"'),
            "cannot run programs for the core Xtensa LX6",
        ),
        (('rung = "mine"', 'rung = "cortex-m4"'), "already has the rung cortex-m4; take another"),
        (('rung = "mine"', 'rung = "serial:x"'), "the name of a rung has lower-case letters, di"),
        (
            ('rung = "mine"', 'rung = "x"\nstands_in = "Y"'),
            "mine: simulation.stands_in: no board has the rung x as its own; take one of ",
        ),
        (("title =", "title"), r"mine.toml: this is not TOML \("),
    ],
)
def test_a_record_with_a_mistake_is_refused_by_its_file_and_key(change, message, own):
    own(OWN.replace(*change, 1))
    with pytest.raises(BoardError, match=message):
        find("uno")


@pytest.mark.parametrize("name", ["tflm", "litert-reference"])
def test_a_rung_of_this_computer_is_not_replaced(name, own):
    from tinyml_kit.rungs import registry

    own(OWN.replace('rung = "mine"', f'rung = "{name}"'))
    with pytest.raises(BoardError, match=f"mine: simulation.rung: {name} is a rung of this comp"):
        registry.rungs()


def test_a_record_whose_name_is_no_name_is_refused(own):
    own(name="My Board")
    with pytest.raises(BoardError, match="in lower-case letters, digits, - and _; rename the file"):
        find("uno")


def test_two_boards_of_one_name_are_refused(own):
    own(name="uno")
    with pytest.raises(BoardError, match="Arduino Uno already has the name uno; take another"):
        find("uno")


def test_a_folder_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv(boards.ENVIRONMENT, str(tmp_path / "no"))
    with pytest.raises(BoardError, match="TINYML_KIT_BOARDS: there is no folder .*no; correct"):
        find("uno")


def test_a_record_that_cannot_be_read_is_named(own):
    path = own()
    path.unlink()
    path.mkdir()
    with pytest.raises(BoardError, match="mine.toml: this is a folder; name a record in it."):
        find("uno")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 50_000, "mine.toml: its lists or tables lie too deep; correct the file."),
        (
            "a = 1\n" * 20_000,
            "mine.toml: a record has no more than 100,000 characters; shorten it.",
        ),
        (b"\xff", "mine.toml: this is not TOML"),
    ],
)
def test_a_record_from_a_stranger_is_a_board_or_a_sentence(own, text, words):
    path = own("")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BoardError, match=re.escape(words)):
        all_boards()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_a_record_that_is_a_pipe_is_not_waited_for(own):
    path = own()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(BoardError, match="mine.toml: there is no such file; name a record."):
        all_boards()
