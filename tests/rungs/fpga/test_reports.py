"""nextpnr's words, read."""

from tinyml_kit.rungs.fpga.reports import Used, no_room, used

REPORT = {
    "fmax": {"clk$SB_IO_IN_$glb_clk": {"achieved": 38.25, "constraint": 38.0}},
    "utilization": {
        "ICESTORM_LC": {"available": 5280, "used": 1234},
        "ICESTORM_DSP": {"available": 8, "used": 5},
        "ICESTORM_RAM": {"available": 30, "used": 7},
    },
}
LOG = """
Info: Device utilisation:
Info: \t         ICESTORM_LC:  5571/ 5280   105%
Info: \t        ICESTORM_RAM:    34/   30   113%
Info: \t        ICESTORM_DSP:     8/    8   100%
ERROR: Unable to place cell 'x', no Bels remaining to implement cell type 'ICESTORM_LC'
"""


def test_a_report_gives_cells_and_clock():
    assert used(REPORT, "ice40") == Used(1234, 5, 7, 38.25e6)
    assert used({**REPORT, "utilization": {}}, "ecp5") == Used(0, 0, 0, 38.25e6)


def test_what_is_too_little_is_named():
    assert no_room(LOG) == "5571 logic cells of 5280, 34 block RAMs of 30"
    assert no_room("Info: ICESTORM_LC: 10/ 5280 0%") is None
