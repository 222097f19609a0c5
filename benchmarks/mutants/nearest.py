"""The tests that may notice a fault in a file, nearest first: by the mirrored path and by imports.

Nothing here knows a folder's name but `tinyml_kit` and `tests`.
"""

import ast
import re
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

PACKAGE, TESTS = "tinyml_kit", "tests"


class Stages(NamedTuple):
    """Files of tests, each in one stage: the file's own, its folder's, all others that reach it.

    Tests that go through all modules are every one's own.
    """

    own: list[str]
    folder: list[str]
    wider: list[str]


class Project:
    """The modules of a project's package and tests, and who imports whom."""

    def __init__(self, root: Path):
        self.root = Path(root)
        found = [*self.root.glob("*.py")]
        for folder in (PACKAGE, TESTS):
            found += (self.root / folder).rglob("*.py")
        self.paths = {self._name(path): path.relative_to(self.root) for path in sorted(found)}
        self.texts = {
            name: (self.root / path).read_text(encoding="utf-8")
            for name, path in self.paths.items()
        }
        self.imports = {name: self._imported(name) for name in self.paths}
        self.importers = {name: set() for name in self.paths}
        for name, imported in self.imports.items():
            for other in imported:
                self.importers[other].add(name)
        self.tests = {
            path.as_posix(): name
            for name, path in self.paths.items()
            if path.parts[0] == TESTS and path.name.startswith("test_")
        }
        # These read every module as text.
        self.walking = [
            test
            for test, name in self.tests.items()
            if Path(test).parent == Path(TESTS) and 'rglob("*.py")' in self.texts[name]
        ]
        self.breadth = {
            test: len(distances([name], self.imports)) for test, name in self.tests.items()
        }

    def stages(self, file: str) -> Stages:
        """Return the tests that may notice a fault in a file, given relative to the project.

        In each stage those with a word of the file's path in their name come first, then those
        that import less: they are quicker, and more about the file.
        """
        path = Path(file)
        steps = distances(self.owners(path), self.importers)
        reached = {test: steps[name] for test, name in self.tests.items() if name in steps}
        mirrored = self.mirrored(path)
        inside = [test for test in reached if Path(test).parent == mirrored]
        own = self.own(path, inside, reached)
        if mirrored is None:
            folders = {Path(test).parent for test in own}
            inside = [test for test in reached if Path(test).parent in folders]
        words = _words(path)

        def ordered(tests, known):
            return sorted(
                set(tests) - set(known),
                key=lambda test: (not words & _words(Path(test)), self.breadth[test], test),
            )

        if path.suffix == ".py":
            own = [*own, *self.walking]
        return Stages(ordered(own, []), ordered(inside, own), ordered(reached, [*own, *inside]))

    def owners(self, path: Path) -> list[str]:
        """Return the modules that stand for a file: itself, if anything imports it.

        Otherwise the modules of the package around it, or, outside of packages, those that
        mention it.
        """
        name = self._name(self.root / path)
        if self.importers.get(name):
            return [name]
        for folder in path.parents:
            around = [one for one, other in self.paths.items() if other.parent == folder]
            if around and path.parts[0] == PACKAGE:
                return around
        return self.mentioning(path, self.paths)

    def mirrored(self, path: Path) -> Path | None:
        """Return the folder of tests for a file's folder, or for the nearest one around it."""
        inside = path.parts[0] == PACKAGE
        parts = path.parts[1:-1] if inside else path.parts[:-1]
        for length in range(len(parts), 0, -1):
            folder = Path(TESTS, *parts[:length])
            if (self.root / folder).is_dir():
                return folder
        return Path(TESTS) if inside else None

    def own(self, path: Path, inside: list[str], reached: dict[str, int]) -> list[str]:
        """Return the tests of a file itself: those that name a folder around it, and others.

        The others are named after a module; if none is, they are those that import it most
        directly. Of other files they are those that mention it; if none does, those reached most
        directly.
        """
        if path.suffix == ".py":
            named = [t for t in inside if re.match(rf"test_{path.stem}(_\w+)?\.py$", Path(t).name)]
        else:
            mentioning = self.mentioning(path, map(self.tests.get, inside or reached))
            named = [test for test, name in self.tests.items() if name in mentioning]
        closest = min(reached.values(), default=0)
        named = named or [test for test, steps in reached.items() if steps == closest]
        return [*named, *self.naming(path)]

    def mentioning(self, path: Path, names: Iterable[str]) -> list[str]:
        """Return the modules whose text has the file's name, or else that of a folder around it."""
        names = list(names)
        for word in (path.name, path.stem, *path.parts[-2:0:-1]):
            pattern = re.compile(rf"\b{re.escape(word)}\b")
            found = [name for name in names if pattern.search(self.texts[name])]
            if found:
                return found
        return []

    def naming(self, path: Path) -> list[str]:
        """Return the tests whose text names the path of a folder around the file.

        It is a path within the package, with two parts at least, as in codes/kernels, or one that
        begins with the package.
        """
        folders = [Path(*path.parts[1:end]).as_posix() for end in range(3, len(path.parts))]
        folders += [Path(*path.parts[:end]).as_posix() for end in range(2, len(path.parts))]
        if not folders:
            return []
        pattern = re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, folders))})(?![\w/])")
        return [test for test, name in self.tests.items() if pattern.search(self.texts[name])]

    def _name(self, path):
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def _imported(self, name):
        """Return the modules that one imports, anywhere in it, or names in a string."""
        found = set()
        for node in ast.walk(ast.parse(self.texts[name])):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = self._base(name, node)
                found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
        for one in list(found):  # a package comes before its modules
            parts = one.split(".")
            found |= {".".join(parts[:length]) for length in range(1, len(parts))}
        if name.startswith(f"{TESTS}."):  # pytest imports these
            folders = self.paths[name].parents
            found |= {self._name(self.root / folder / "conftest.py") for folder in folders}
        return (found & self.paths.keys()) - {name}

    def _base(self, name, node):
        """Return the module that an import is from, in full."""
        if not node.level:
            return node.module
        parts = name.split(".")
        up = node.level - (self.paths[name].name == "__init__.py")
        return ".".join([*parts[: len(parts) - up], *filter(None, [node.module])])


def distances(starts: Iterable[str], edges: dict[str, set[str]]) -> dict[str, int]:
    """Return what is reached from `starts`, and in how many steps."""
    steps = dict.fromkeys(starts, 0)
    queue = deque(steps)
    while queue:
        here = queue.popleft()
        for other in edges[here] - steps.keys():
            steps[other] = steps[here] + 1
            queue.append(other)
    return steps


def _words(path):
    """Return the words of a path below its first folder."""
    return {word for part in path.with_suffix("").parts[1:] for word in part.split("_")} - {"test"}
