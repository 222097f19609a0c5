"""Facts about boards, against what their makers publish."""

import pytest

from tinyml_kit.boards import ALIASES, BOARDS, BoardError, board

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
    ],
)
def test_a_board_has_the_memory_and_clock_that_its_maker_publishes(name, flash, ram, megahertz):
    found = board(name)
    assert (found.flash, found.ram, found.clock) == (flash, ram, megahertz * 1_000_000)


def test_all_boards_are_listed_above():
    assert len(BOARDS) == 8


def test_a_board_is_known_by_its_name_and_its_chip():
    assert all(board(name).name == name for name in BOARDS)
    assert all(board(chip) is BOARDS[name] for chip, name in ALIASES.items())
    assert all(BOARDS[name].chip.lower() == chip for chip, name in ALIASES.items())


def test_what_stands_in_for_another_chip_says_so():
    assert BOARDS["nano_every"].stands_in == "ATmega1284P"
    assert all(b.stands_in is None for b in BOARDS.values() if b.name != "nano_every")


def test_a_board_that_is_not_known_is_refused_with_those_that_are():
    with pytest.raises(BoardError, match="there is no board 'due'; take one of uno, mega2560"):
        board("due")
