"""What holds for every module: records do not change, and every machine does the same.

Text is UTF-8, and files come in the order of their names.
"""

import ast
from pathlib import Path

from tinyml_kit.base import resources

PACKAGE = resources.CHECKOUT / "tinyml_kit"
MODULES = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
#: Records that grow while something is built.
GROWING = {"_Block", "_Chain", "History"}


def records(tree):
    """Yield the name of each dataclass of a module, and whether it is frozen."""
    for node in ast.walk(tree):
        for decorator in getattr(node, "decorator_list", ()):
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if ast.unparse(named) in ("dataclass", "dataclasses.dataclass"):
                yield node.name, "frozen=True" in ast.unparse(decorator)


def careless(tree):
    """Yield the calls that read or write text in the machine's usual encoding."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or any(k.arg == "encoding" for k in call.keywords):
            continue
        if getattr(call.func, "attr", "") in ("read_text", "write_text"):
            yield ast.unparse(call)
        elif getattr(call.func, "id", "") == "open" and not any(
            isinstance(one, ast.Constant) and "b" in str(one.value) for one in call.args[1:2]
        ):
            yield ast.unparse(call)


def undecoded(tree):
    """Yield the programs whose words are read in the machine's usual encoding."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            given = {one.arg: ast.unparse(one.value) for one in call.keywords}
            if {"text", "universal_newlines"} & set(given):
                yield ast.unparse(call)


#: What is the same in any order.
ANY_ORDER = {"sorted", "any", "len", "set"}


def unordered(tree):
    """Yield the calls that list a folder in the order in which the machine has it."""
    above = {below: node for node in ast.walk(tree) for below in ast.iter_child_nodes(node)}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        if getattr(call.func, "attr", "") not in ("glob", "rglob", "iterdir", "listdir"):
            continue
        node, ordered = call, False
        while isinstance(node, (ast.expr, ast.comprehension)):
            ordered |= isinstance(node, (ast.SetComp, ast.DictComp, ast.BoolOp))
            ordered |= isinstance(node, ast.Call) and getattr(node.func, "id", "") in ANY_ORDER
            node = above[node]
        if not ordered:
            yield ast.unparse(call)


def unnamed(tree):
    """Yield the progress bars that do not say what goes on, or in what unit."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("progress", "tqdm"):
            given = {keyword.arg for keyword in call.keywords}
            if not (None in given or {"desc", "unit"} <= given):
                yield ast.unparse(call)


def talkative(tree):
    """Yield the calls of Keras that would print a bar of their own."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("fit", "predict"):
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            if given.keys() & {"batch_size", "epochs", "verbose"} and given.get("verbose") != "0":
                yield ast.unparse(call)


TREES = {
    path.as_posix(): ast.parse((PACKAGE / path).read_text(encoding="utf-8")) for path in MODULES
}


def offenders(kind):
    """Return {module: what a kind of fault finds in it}, without modules that have none."""
    return {name: found for name, tree in TREES.items() if (found := list(kind(tree)))}


def test_a_record_does_not_change():
    changing = {
        name for found in offenders(records).values() for name, frozen in found if not frozen
    }
    assert changing == GROWING


def test_text_is_read_and_written_as_utf_8_on_every_machine():
    assert offenders(careless) == {}
    assert offenders(undecoded) == {}


def test_tests_read_and_write_text_as_utf_8_on_every_machine():
    tests = Path(__file__).parent
    found = {
        path.relative_to(tests).as_posix(): list(
            careless(ast.parse(path.read_text(encoding="utf-8")))
        )
        for path in sorted(tests.rglob("*.py"))
    }
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_a_folder_is_gone_through_in_the_same_order_on_every_machine():
    assert offenders(unordered) == {}


def test_a_progress_bar_says_what_goes_on_and_in_what_unit():
    # This one's `progress` is its caller's.
    assert set(offenders(unnamed)) <= {"teach/chapters.py"}


def test_keras_prints_nothing_of_its_own():
    assert offenders(talkative) == {}


def test_what_is_careless_is_found():
    tree = ast.parse(
        "path.read_text()\npath.write_text(x, encoding='utf-8')\nopen(path)\nopen(path, 'rb')"
    )
    assert list(careless(tree)) == ["path.read_text()", "open(path)"]
    tree = ast.parse("run(a, text=True)\nrun(a, encoding='utf-8', errors='replace')")
    assert list(undecoded(tree)) == ["run(a, text=True)"]
    tree = ast.parse(
        "@dataclass\nclass A: ...\n@dataclasses.dataclass(frozen=True)\nclass B: ...\nclass C: ..."
    )
    assert list(records(tree)) == [("A", False), ("B", True)]
    tree = ast.parse(
        "for a in sorted(b.glob('*')): ...\nc = [d for d in e.iterdir()]\n"
        "f = sorted(g for g in h.rglob('i'))\nj = {k: 1 for k in os.listdir(l)}"
    )
    assert list(unordered(tree)) == ["e.iterdir()"]
    tree = ast.parse("progress(a, desc='b', unit='c')\ntqdm(a, unit='c')\nprogress(a, **how)")
    assert list(unnamed(tree)) == ["tqdm(a, unit='c')"]
    tree = ast.parse("a.fit(b, c)\na.fit(b, epochs=2, verbose=1)\na.predict(b, verbose=0)")
    assert list(talkative(tree)) == ["a.fit(b, epochs=2, verbose=1)"]
