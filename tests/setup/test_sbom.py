"""The list of packages names each that is installed, once, in the form of CycloneDX."""

import json
import subprocess
import sys
from importlib import metadata

from tinyml_kit.setup import sbom


def test_every_package_is_listed_once_with_its_version():
    listed = {one["name"]: one["version"] for one in sbom.sbom()["components"]}
    assert listed["numpy"] == metadata.version("numpy")
    assert listed["flatbuffers"] == metadata.version("flatbuffers")
    assert "tinyml-kit" not in listed and len(listed) > 50


def test_the_command_prints_json_with_the_fields_that_cyclonedx_asks_for():
    command = [sys.executable, "-m", "tinyml_kit.setup.sbom"]
    # Both in processes of their own: other tests may have added folders to this one's path.
    first, second = (subprocess.check_output(command, text=True) for _ in range(2))
    assert first == second
    found = json.loads(first)
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.5", 1)
    references = [one["bom-ref"] for one in found["components"]]
    assert len(set(references)) == len(references)
    for one in found["components"]:
        assert (
            one["type"] == "library" and one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        )
