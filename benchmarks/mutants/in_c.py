"""Faults in C, C++, sketches, templates of C and assembly: by their tokens.

Comments, strings and lines such as #include and #error are left alone; a string is changed only
where it holds assembly. The house style tells operators apart: two operands have spaces between.
"""

import re
from typing import NamedTuple

from .edit import Edit, counterpart, neighbours, paired

COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
ARITHMETIC = {
    "+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "<<": ">>", ">>": "<<", "&": "|", "|": "&",
    "^": "|", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "<<=": ">>=", ">>=": "<<=",
    "&=": "|=", "|=": "&=",
}  # fmt: skip
STEPS = {"++": "--", "--": "++"}
LOGIC = {"&&": "||", "||": "&&"}
MNEMONICS = {
    one: other
    for pair in (
        # Arm
        "smlatt smlatb", "smlabb smlabt", "smlad smladx", "smulbb smultt", "sxtb16 uxtb16",
        "sxtb uxtb", "sxth uxth", "ssat usat", "smull umull", "smlal umlal", "smmul smmulr",
        "subs adds", "bne beq", "bcc bcs", "bge blt",
        # AVR
        "add adc", "sub sbc", "subi sbci", "mul muls", "fmul fmuls", "lsl lsr", "rol ror",
        "brne breq", "brcc brcs", "brge brlt", "brlo brsh", "inc dec", "adiw sbiw", "cp cpc",
        "sbrc sbrs", "asr lsr", "mulsu muls",
    )
    for one, other in (pair.split(), pair.split()[::-1])
} | {"movw": "mov"}  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
    |(?P<string>"(?:\\.|[^"\\\n])*")
    |(?P<char>'(?:\\.|[^'\\\n])+')
    |(?P<number>\.?\d(?:[eE][+-]\d|[\w.])*)
    |(?P<word>\$\{\w+\}|[A-Za-z_$]\w*)
    |(?P<newline>\n)
    |(?P<space>(?:[^\S\n]|\\\n)+)
    |(?P<operator><<=|>>=|->|\+\+|--|[-+*/%&|^<>=!]=|&&|\|\||<<|>>|.)""",
    re.DOTALL | re.VERBOSE,
)
_SEEN = {"if", "elif", "define"}  # directives that something is changed in
_ENDS = {",", ";", "?", ":", "&&", "||", "=", "return"}
_OPEN, _CLOSE = set("([{"), set(")]}")


class Token(NamedTuple):
    """A token, the number of the directive that it stands in (0: none), and whether it is code.

    `role` is "code", "assembly" (a string of it) or "left" (alone).
    """

    kind: str
    text: str
    start: int
    directive: int
    role: str

    @property
    def end(self):
        """Return where the token ends."""
        return self.start + len(self.text)


def edits(text: str) -> list[Edit]:
    """Return the faults that can be put into a file of C, in the order of the text."""
    text += "\n"
    tokens = _tokens(text)
    words = {token.text for token in tokens if token.kind == "word"}
    found = []
    for place, token in enumerate(tokens):
        if token.role == "assembly":
            found += _in_assembly(token.text, token.start)
        elif token.role == "code":
            found += _in_code(text, tokens, place, words)
    return found


def assembly_edits(text: str) -> list[Edit]:
    """Return the faults that can be put into a file of assembly."""
    unseen = r'/\*.*?\*/|"[^"\n]*"|(?://|;|@)[^\n]*|^[ \t]*#[a-z][^\n]*'
    seen = re.sub(unseen, lambda match: re.sub(r"\S", " ", match[0]), text, flags=re.S | re.M)
    return list(_in_assembly(seen, 0))


def _in_assembly(text, base):
    # The letter of an escape, as in "\tadd", is no part of the word behind it.
    text = re.sub(r"\\.", "  ", text)
    for match in re.finditer(r"(?<![\w.%\[])[a-z]\w+(?![\w\]])", text):
        new = MNEMONICS.get(match[0])
        # The Arm's rotation inside an operand has no twin to the left.
        if new and not (match[0] == "ror" and text[match.end() :].lstrip().startswith("#")):
            yield Edit("mnemonic", base + match.start(), base + match.end(), new)
    for match in re.finditer(r"(?:#|, )(0x[\da-f]+|\d+)\b", text):
        for new in neighbours(match[1]):
            yield Edit("constant", base + match.start(1), base + match.end(1), new)
    for match in re.finditer(r"\br(\d+)\b", text):
        number = int(match[1])
        new = f"r{number + 1 if number < 31 else number - 1}"
        yield Edit("register", base + match.start(), base + match.end(), new)
    for match in re.finditer(r"\b(?:ld|st|e?lpm)\s+(?:r\d+, )?[XYZ](\+)", text):
        yield Edit("pointer", base + match.start(1), base + match.end(1), "")


def _in_code(text, tokens, place, words):
    """Yield the faults at one token; a token of nothing stands at both ends of a file."""
    token, new = tokens[place], None
    before, after = tokens[place - 1], tokens[place + 1]
    apart = text[token.start - 1 : token.start].isspace() and text[token.end].isspace()
    if token.kind == "operator" and apart:
        for kind, pairs in (("comparison", COMPARISONS), ("arithmetic", ARITHMETIC)):
            if token.text in pairs:
                yield Edit(kind, token.start, token.end, pairs[token.text])
        if token.text in LOGIC:
            yield Edit("logic", token.start, token.end, LOGIC[token.text])
            left, right = _operands(tokens, place)
            yield Edit("condition", left.start, after.start, "")
            yield Edit("condition", before.end, right.end, "")
    if token.text in STEPS:
        yield Edit("arithmetic", token.start, token.end, STEPS[token.text])
    if token.text == "!":
        yield Edit("not", token.start, token.end, "")
    starts = before.text == "=" and _declares(tokens, place - 2) and after.text in (";", ",")
    if token.kind == "number":
        kind = "shift" if before.text in ("<<", ">>") else "start" if starts else "constant"
        # Nobody sees that an array has a place more than it is given.
        larger = before.text == "[" and after.text == "]" and _declares(tokens, place - 2)
        for new in neighbours(token.text)[larger:]:
            yield Edit(kind, token.start, token.end, new)
    if token.kind == "word":
        if token.text in ("true", "false"):
            new = {"true": "false", "false": "true"}[token.text]
            yield Edit("flag", token.start, token.end, new)
        elif starts:
            yield Edit("start", token.start, token.end, f"{token.text} + 1")
        new = paired(token.text) or counterpart(token.text, words)
        if new and not _declares(tokens, place):
            yield Edit("name", token.start, token.end, new)


def _declares(tokens, place):
    """Say whether a word stands behind a type: where it is declared."""
    before = tokens[place - 1]
    if before.text == "*" and tokens[place - 2].kind == "word":
        return tokens[place].start == before.end
    return before.kind == "word" and before.text not in ("return", "else", "case")


def _operands(tokens, place):
    """Return the first token of an operator's left operand and the last one of its right."""
    left, right, depth = place, place, 0
    while True:
        token = tokens[left - 1]
        depth += (token.text in _CLOSE) - (token.text in _OPEN)
        if _ends(token, tokens[place], depth):
            break
        left -= 1
    depth = 0
    while True:
        token = tokens[right + 1]
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if _ends(token, tokens[place], depth):
            break
        right += 1
    return tokens[left], tokens[right]


def _ends(token, operator, depth):
    outside = token.directive != operator.directive or token.role != "code"
    return outside or depth < 0 or (depth == 0 and token.text in _ENDS)


def _tokens(text):
    """Return what is no space nor comment, between two tokens of nothing."""
    nothing = Token("end", "", len(text), -1, "left")
    tokens, directive, count, role = [nothing], 0, 0, "code"
    for match in _TOKEN.finditer(text):
        kind, word = match.lastgroup, match[0]
        if kind == "newline":
            directive, role = 0, "code"
        elif kind == "operator" and word == "#" and not directive and _begins_line(text, match):
            count += 1
            directive = count
            name = re.match(r"#\s*(\w*)", text[match.start() :])[1]
            role = "code" if name in _SEEN else "left"
            tokens.append(Token("directive", "#", match.start(), directive, "left"))
        elif kind not in ("space", "comment"):
            tokens.append(Token(kind, word, match.start(), directive, role))
    # A directive's own word, and the name that it defines, stay.
    for place in range(1, len(tokens)):
        previous = tokens[place - 1]
        if previous.kind == "directive" or (
            previous.text == "define" and tokens[place - 2].kind == "directive"
        ):
            tokens[place] = tokens[place]._replace(role="left")
    return [*_with_assembly(tokens), nothing]


def _begins_line(text, match):
    return not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()


def _ends_line(token):
    return token.directive > 0 and token.kind == "string" and r"\n\t" in token.text


def _with_assembly(tokens):
    """Mark the strings of assembly: in asm(...) up to the operands, and in macros of it."""
    marked, depth, opened, operands = [], 0, None, False
    macros = {token.directive for token in tokens if token.role == "code" and _ends_line(token)}
    for token in tokens:
        if token.kind == "word" and token.text in ("asm", "__asm", "__asm__"):
            opened, operands = depth, False
        depth += (token.text in _OPEN) - (token.text in _CLOSE)
        if opened is not None and token.text == ";" and depth == opened:
            opened = None
        elif opened is not None and token.text == ":" and depth == opened + 1:
            operands = True
        role = token.role
        if opened is not None:
            role = "assembly" if token.kind == "string" and not operands else "left"
        elif token.kind == "string":
            role = "assembly" if token.directive in macros else "left"
        marked.append(token._replace(role=role))
    return marked
