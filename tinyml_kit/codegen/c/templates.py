"""C templates: found by name, their sizes put in, their unused branches taken out.

A template is a C file in `kernels/`, or in a target's own folder, where it is looked for first. It
starts with a comment that explains it to a reader. In a template

- ``$name`` and ``${name}`` are replaced by a text: a function's name, a title, an expression;
- ``enum { $sizes };`` lists the sizes whose names, in capitals, are used below it;
- ``#if``, ``#elif``, ``#else`` and ``#endif`` on these sizes (names, ``!``, ``&&``, ``||``) are
  decided here, so that only the branch that applies is left;
- ``#include "common/window.c"`` is replaced by another template, indented as the line is.

A layer has to give every size in an ``#if`` and every ``$name`` of its template. A name that it
does not give is an error, even in a branch that is left out.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
WIDTH = 96
_DIRECTIVE = re.compile(r"\s*#\s*(if|elif|else|endif)\b(.*)")
_INCLUDE = re.compile(r'(\s*)#\s*include "([\w./]+)"')
_WORD = re.compile(r"\b[A-Z][A-Z0-9_]*\b")
_NAME = re.compile(r"\w+")
_SUBSTITUTION = re.compile(r"\$\{?([a-z]\w*)")
_SIZES = "enum { $sizes };"


class TemplateError(Exception):
    """A template that is malformed, or names something that no layer gives."""


def find(name: str, folders: Sequence[str] = ("kernels",)) -> Path | None:
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


def fill(
    path: Path,
    sizes: Mapping[str, int],
    substitutions: Mapping[str, str],
    folders: Sequence[str] = ("kernels",),
) -> str:
    """Return a template's text with everything filled in.

    Parameters
    ----------
    path : Path
        The template.
    sizes : {str: int}
        Values of names in capitals.
    substitutions : {str: str}
        Values of the names behind ``$``.
    folders : sequence of str
        Where included templates are looked for.

    Raises
    ------
    TemplateError
        If the template names a size, a text or a file that does not exist, or its branches are not
        balanced; the message names the template.
    """
    lines = _lines(path, folders)
    named = {name for line in lines for name in _SUBSTITUTION.findall(line)} - {"sizes"}
    if unknown := sorted(named - set(substitutions)):
        raise TemplateError(f"{path.name}: no layer gives ${', $'.join(unknown)}")
    try:
        text = _branches(lines, sizes)
        filled = Template(_list_sizes(text, sizes)).substitute(substitutions)
    except (TemplateError, ValueError) as error:
        raise TemplateError(f"{path.name}: {error}") from None
    return "\n".join(map(_fold, filled.splitlines())) + "\n"


def with_includes(name: str, folders: Sequence[str] = ("kernels",)) -> str:
    """Return the text of a template, with the files that it includes and nothing else changed.

    Raises
    ------
    TemplateError
        If it, or a file that it includes, does not exist.
    """
    path = find(name, folders)
    if path is None:
        raise TemplateError(f"there is no template {name}")
    return "\n".join(_lines(path, folders)) + "\n"


def split_explanation(text: str) -> tuple[str, str]:
    """Return the comment that a template starts with, and the rest."""
    explanation, _, code = text.partition("*/\n")
    return f"{explanation}*/\n", code.lstrip("\n")


def _lines(path, folders):
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        included = _INCLUDE.match(line)
        if included:
            indent, name = included.groups()
            found = find(name, folders)
            if found is None:
                raise TemplateError(f"{path.name}: there is no {name} to include")
            lines += [
                indent + text if text and not text.startswith("#") else text
                for text in _lines(found, folders)
            ]
        else:
            lines.append(line)
    return lines


def _branches(lines, sizes):
    """Return the lines that are left when every #if is decided."""
    kept, open_ifs = [], []  # an open #if: (a branch was taken before, this one is taken)
    for line in lines:
        directive = _DIRECTIVE.match(line)
        if not directive:
            if all(taken for _, taken in open_ifs):
                kept.append(line)
            continue
        word, condition = directive.groups()
        unknown = [name for name in _NAME.findall(condition) if name not in sizes]
        if word in ("if", "elif") and unknown:
            raise TemplateError(f"no layer gives {', '.join(unknown)}, which #{word} asks for")
        if word != "if" and not open_ifs:
            raise TemplateError(f"#{word} without an #if")
        if word == "if":
            open_ifs.append((False, _holds(condition, sizes)))
        elif word == "endif":
            open_ifs.pop()
        else:
            before, taken = open_ifs.pop()
            before = before or taken
            open_ifs.append((before, not before and (word == "else" or _holds(condition, sizes))))
    if open_ifs:
        raise TemplateError("an #if without an #endif")
    return kept


def _holds(condition, sizes):
    """Evaluate a condition of names, !, && and || (without parentheses)."""
    return any(
        all(_is_true(term.strip(), sizes) for term in alternative.split("&&"))
        for alternative in condition.split("||")
    )


def _is_true(term, sizes):
    return not sizes[term[1:]] if term.startswith("!") else bool(sizes[term])


def _list_sizes(lines, sizes):
    """Put the sizes that each function uses into its enum."""
    pieces = "\n".join([*lines, ""]).split(_SIZES)
    filled = pieces[0]
    for piece in pieces[1:]:
        used = set(_WORD.findall(piece))
        listed = ", ".join(f"{name} = {sizes[name]}" for name in sizes if name in used)
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
