"""Put into a wheel what people work on beside the package; pyproject.toml says everything else.

`tinyml_kit/base/resources.py` finds it there. An editable installation copies nothing: it reads
the folders of the checkout.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

#: Where it lies in a checkout, and its name in tinyml_kit/assets.
ASSETS = {"notebooks": "notebooks", "arduino": "arduino", "benchmarks/results": "results"}
MADE_BY_WORKING = shutil.ignore_patterns(".ipynb_checkpoints", "__pycache__", ".DS_Store", "build")


class BuildWithAssets(build_py):
    """Build the package, then add its assets."""

    def run(self):
        """Copy them anew each time, so that nothing stays of what has been renamed."""
        super().run()
        if self.editable_mode:
            return
        if not Path("tinyml_kit/assets/page").is_dir():
            print("The board on the page is left out: python -m tinyml_kit.setup.page makes it.")
        for folder, packed in ASSETS.items():
            place = Path(self.build_lib) / "tinyml_kit" / "assets" / packed
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(folder, place, ignore=MADE_BY_WORKING)


setup(cmdclass={"build_py": BuildWithAssets})
