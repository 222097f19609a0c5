"""A list of every package in the environment, in CycloneDX 1.5, the format of many scanners.

    python -m tinyml_kit.setup.sbom > sbom.json

It lists what is installed here, with versions and licences, and of each one SHA-256 over
those that its installer recorded of its files.
"""

import hashlib
import json
import re
import sys
from importlib import metadata
from typing import Any

from tinyml_kit import __version__


def sbom() -> dict[str, Any]:
    """Return the list as plain data; the same environment gives the same list."""
    found = {}
    for package in metadata.distributions():
        name = package.metadata["Name"]
        if name:
            found[re.sub(r"[-_.]+", "-", name).lower(), package.version] = package
    components = [_component(*key, package) for key, package in sorted(found.items())]
    kit = {"type": "application", "name": "tinyml-kit", "version": __version__}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**kit, "bom-ref": f"pkg:pypi/tinyml-kit@{__version__}"}},
        "components": [one for one in components if one["name"] != "tinyml-kit"],
    }


def _component(name, version, package):
    address = f"pkg:pypi/{name}@{version}"
    component = {
        "type": "library", "bom-ref": address, "name": name, "version": version, "purl": address,
    }  # fmt: skip
    licence = package.metadata.get("License-Expression")
    if licence:
        component["licenses"] = [{"expression": licence}]
    files = sorted(f"{file} {file.hash.value}" for file in package.files or () if file.hash)
    if files:
        content = hashlib.sha256("\n".join(files).encode()).hexdigest()
        component["properties"] = [{"name": "tinyml-kit:files-sha256", "value": content}]
    return component


def main() -> None:
    """Print the list as JSON."""
    json.dump(sbom(), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
