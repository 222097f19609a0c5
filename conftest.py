"""What holds for every test and every notebook."""

import os
import platform
import sys

import pytest
from hypothesis import settings

from tinyml_kit.setup.tools import lacking

# Exercises have gaps for the reader to fill; their solutions are tested in their place.
collect_ignore_glob = ["notebooks/exercises/*"]

# Two workers share the machine, so a slow example says nothing about the code; and a run of
# continuous integration must come out the same when it is repeated.
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
settings.register_profile("kit", deadline=None, derandomize=IN_CI)
settings.load_profile("kit")
# Compilers and simulators that nobody publishes for this platform.
LACKING = lacking(sys.platform, platform.machine())


def pytest_collectstart(collector):
    """Compare what a cell says, not what libraries print on standard error, nor its HTML.

    A figure's HTML holds the picture, and every HTML output has a `text/plain` that is compared.
    """
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("stderr", "text/html")


def without_toolchain_skips(report):
    """Make a skip for want of a compiler or simulator a failure in continuous integration.

    There the set-up has installed them all, so such a skip would hide a fault. A test skips
    with a reason that starts with "toolchain:"; every other skip stays one.
    """
    if IN_CI and report.skipped and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason.startswith("toolchain:") and not any(one in reason for one in LACKING):
            report.outcome = "failed"
            report.longrepr = f"{reason} (a skip that counts as a failure where CI=true)"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return without_toolchain_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return without_toolchain_skips((yield))
