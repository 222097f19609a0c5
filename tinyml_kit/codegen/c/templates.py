"""C templates: found by name, their numbers put in, their unused branches taken out.

A template is a C file of `kernels/`, or of a target's own folder, which comes first. It
starts with a comment that explains it to a reader. In it

- ``$name`` and ``${name}`` are replaced by a text: a function's name, a title, an expression;
- ``enum { $numbers };`` lists the numbers whose names, in capitals, are used below it;
- ``#if``, ``#elif``, ``#else`` and ``#endif`` on these numbers (names, ``!``, ``&&``, ``||``) are
  decided here: only what applies is left. A number that is not given counts as 0, as in C;
- ``#include "common/window.c"`` puts another template in its place, as far to the right.
"""

import re
import textwrap
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
WIDTH = 96
_DIRECTIVE = re.compile(r"\s*#\s*(if|elif|else|endif)\b(.*)")
_INCLUDE = re.compile(r'(\s*)#\s*include "([\w./]+)"')
_WORD = re.compile(r"\b[A-Z][A-Z0-9_]*\b")
_NUMBERS = "enum { $numbers };"


def find(name, folders=("kernels",)):
    """Return the path of the first template of that name, or None.

    Parameters
    ----------
    name : str
        A file's name, e.g. "conv_2d.c".
    folders : sequence of str
        Folders beside this file in which to look, in this order.
    """
    paths = (HERE / folder / name for folder in folders)
    return next((path for path in paths if path.is_file()), None)


def fill(path, numbers, texts, folders=("kernels",)):
    """Return a template's text with everything put in.

    Parameters
    ----------
    path : Path
        The template.
    numbers : {str: int}
        Values of names in capitals.
    texts : {str: str}
        Values of the names behind ``$``.
    folders : sequence of str
        Where included templates are looked for.

    Raises
    ------
    KeyError, ValueError, SyntaxError
        If the template uses a text that is not given, or its branches are not balanced: a fault
        of the template.
    """
    text = _branches(_with_includes(path, folders), numbers)
    filled = Template(_list_numbers(text, numbers)).substitute(texts)
    return "\n".join(map(_fold, filled.splitlines())) + "\n"


def split_explanation(text):
    """Return the comment that a template starts with, and the rest of it."""
    explanation, _, code = text.partition("*/\n")
    return f"{explanation}*/\n", code.lstrip("\n")


def _with_includes(path, folders):
    lines = []
    for line in path.read_text().splitlines():
        included = _INCLUDE.match(line)
        if included:
            indent, name = included.groups()
            lines += [
                indent + text if text and not text.startswith("#") else text
                for text in _with_includes(find(name, folders), folders)
            ]
        else:
            lines.append(line)
    return lines


def _branches(lines, numbers):
    """Return the lines that are left when every #if is decided."""
    kept, open_ifs = [], []  # an open #if: (a branch was taken before, this one is taken)
    for line in lines:
        directive = _DIRECTIVE.match(line)
        if not directive:
            if all(taken for _, taken in open_ifs):
                kept.append(line)
            continue
        word, condition = directive.groups()
        if word == "if":
            open_ifs.append((False, _holds(condition, numbers)))
        elif word == "endif":
            open_ifs.pop()
        else:
            before, taken = open_ifs.pop()
            before = before or taken
            open_ifs.append((before, not before and (word == "else" or _holds(condition, numbers))))
    if open_ifs:
        raise SyntaxError("an #if without an #endif")
    return kept


def _holds(condition, numbers):
    """Evaluate a condition of names, !, && and || (without parentheses)."""
    return any(
        all(_is_true(term.strip(), numbers) for term in alternative.split("&&"))
        for alternative in condition.split("||")
    )


def _is_true(term, numbers):
    return not numbers.get(term[1:], 0) if term.startswith("!") else bool(numbers.get(term, 0))


def _list_numbers(lines, numbers):
    """Put the numbers that each function uses into its enum."""
    pieces = "\n".join([*lines, ""]).split(_NUMBERS)
    filled = pieces[0]
    for piece in pieces[1:]:
        used = set(_WORD.findall(piece))
        listed = ", ".join(f"{name} = {numbers[name]}" for name in numbers if name in used)
        if listed:
            filled += _enum(listed) + piece
        else:
            filled = filled.rstrip(" ") + piece.lstrip("\n")
    return filled


def _enum(listed):
    one_line = f"enum {{ {listed} }};"
    if len(one_line) + 4 <= WIDTH:
        return one_line
    indent = " " * 8
    # Non-breaking between a name and its value.
    glued = listed.replace(" = ", "\0=\0")
    wrapped = textwrap.fill(
        glued, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False
    )
    return "enum {\n" + wrapped.replace("\0", " ") + "\n    };"


def _fold(line):
    """Put the arguments of a call on lines of their own where a line has become too long."""
    if len(line) <= 100:
        return line
    depth, start, cuts = 0, 0, []
    for place, letter in enumerate(line):
        depth += (letter == "(") - (letter == ")")
        if letter == "(" and depth == 1:
            start = start or place + 1
        elif letter == "," and depth == 1:
            cuts.append(place + 1)
    if not cuts:
        return line
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    pieces = [line[a:b].strip() for a, b in zip([start, *cuts], [*cuts, None], strict=True)]
    return f"{line[:start]}\n{indent}" + f"\n{indent}".join(pieces)
