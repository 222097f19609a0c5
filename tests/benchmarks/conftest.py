"""A small project with the kit's folders, its tests among them."""

import pytest

FILES = {
    "tinyml_kit/__init__.py": "",
    "tinyml_kit/sets/__init__.py": "",
    "tinyml_kit/sets/sizes.py": (
        "def small(n):\n    return n < 10\n\n\ndef step(n):\n    return n + 0\n"
    ),
    "tinyml_kit/sets/unnamed.py": "from .sizes import small\n",
    "tinyml_kit/codes/__init__.py": "",
    "tinyml_kit/codes/write.py": "from tinyml_kit.sets import sizes\nloop = sizes.small\n",
    "tinyml_kit/codes/kernels/arm/dot.c": "/* 1 + 1 */\nint sum = 0;\nsum += a < b;\n",
    "tinyml_kit/codes/kernels/add.S": "add r1, r2\n",
    "tinyml_kit/text.md": "1 < 2\n",
    "arduino/blink/blink.ino": "int pin = 13;\n",
    "arduino/blink/model.c": "int made = 1;\n",
    "tests/conftest.py": "import tinyml_kit\n",
    "tests/sets/test_sizes.py": (
        "from tinyml_kit.sets import sizes\n\n\n"
        "def test_small():\n    assert sizes.small(9) and not sizes.small(10)\n"
    ),
    "tests/sets/test_all.py": "from tinyml_kit.sets import unnamed\n",
    "tests/sets/test_nothing.py": "def test_nothing():\n    assert True\n",
    "tests/codes/helping.py": "import tinyml_kit.codes.write\n",
    "tests/codes/test_write.py": "from tests.codes import helping\n",
    "tests/codes/test_arm.py": "import tinyml_kit.codes.write\n",
    "tests/codes/test_sketch.py": 'import tinyml_kit.codes.write\nNAME = "blink"\n',
    "tests/test_far.py": "import tinyml_kit.codes.write\n",
}


@pytest.fixture
def project(tmp_path):
    """Return the folder of the project."""
    for name, text in FILES.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "project"
