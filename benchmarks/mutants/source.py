"""The text of a Python module with its syntax tree and its tokens, on one scale of places."""

import ast
import io
import itertools
import tokenize

_LAYOUT = (
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
)  # fmt: skip


class Source:
    """A module's text with its tree and tokens, all places counted in characters from its start."""

    def __init__(self, text):
        self.text, self.tree = text, ast.parse(text)
        self.lines = [line + "\n" for line in text.split("\n")]
        self.starts = [0, *itertools.accumulate(map(len, self.lines))]
        self.tokens = [
            (token.string, self.starts[token.start[0] - 1] + token.start[1])
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type not in _LAYOUT
        ]

    def place(self, line, column):
        """Return where a column, which the tree counts in bytes, lies in the text."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node):
        """Return start and end of a node."""
        return (
            self.place(node.lineno, node.col_offset),
            self.place(node.end_lineno, node.end_col_offset),
        )

    def between(self, start, end):
        """Return the tokens of a stretch of text."""
        return [token for token in self.tokens if start <= token[1] < end]

    def outer(self, node, within):
        """Return the span of a node with the parentheses around it, as far as `within` goes."""
        (start, end), (first, last) = self.span(node), within
        while True:
            before, after = self.between(first, start), self.between(end, last)
            if not (before and after and before[-1][0] == "(" and after[0][0] == ")"):
                return start, end
            start, end = before[-1][1], after[0][1] + 1

    def operator(self, left, right):
        """Return word and span of the operator between two operands."""
        found = self.between(self.span(left)[1], self.span(right)[0])
        found = [token for token in found if token[0] not in "()"]
        word, (last, place) = " ".join(token[0] for token in found), found[-1]
        return word, found[0][1], place + len(last)

    def source(self, node):
        """Return the text of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def with_comma(self, argument):
        """Return the span of an argument and of the comma that goes with it."""
        start, end = self.span(argument)
        place = next(i for i, token in enumerate(self.tokens) if token[1] == start)
        if self.tokens[place - 1][0] == ",":
            return self.tokens[place - 1][1], end
        after = [token[1] for token in self.tokens if token[1] >= end]
        return (start, after[1]) if self.text[after[0]] == "," else (start, end)
