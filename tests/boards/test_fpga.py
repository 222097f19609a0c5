"""The records of FPGAs."""

import pytest

from tinyml_kit.boards import BoardError, all_fpgas, find_fpga


@pytest.mark.parametrize(
    "name, cells, dsps, block_rams",
    [("up5k", 5_280, 8, 30), ("ecp5-25", 24_288, 28, 56), ("ecp5-85", 83_640, 156, 208)],
)
def test_what_lattice_publishes(name, cells, dsps, block_rams):
    one = find_fpga(name)
    assert (one.logic_cells, one.dsps, one.block_rams) == (cells, dsps, block_rams)


def test_they_are_sorted_by_size():
    assert list(all_fpgas()) == ["up5k", "ecp5-25", "ecp5-85"]


def test_an_unknown_one_is_refused():
    with pytest.raises(BoardError, match="there is no FPGA 'u5k'; take one of up5k"):
        find_fpga("u5k")
