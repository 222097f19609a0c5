"""The words between two stages of a circuit, as times."""


class Link:
    """When each word is offered, and when it passes.

    offered, passed : lists of cycles, in the order of the words, as far as they are known
    """

    def __init__(self, offered: list[int] | None = None):
        self.offered: list[int] = offered or []
        self.passed: list[int] = []

    def known(self, count: int) -> bool:
        """Tell whether it is known when so many words passed."""
        return len(self.passed) >= count

    def before(self, place: int) -> int:
        """Return when the word before a place passed; the first one waits for none."""
        return self.passed[place - 1] if place else 0
