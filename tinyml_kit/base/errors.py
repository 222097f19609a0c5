"""The one exception that every refusal of bad input derives from."""


class BadInput(ValueError):
    """Input that the kit refuses. The message is one sentence: what, where, what to do.

    The command line prints the message alone and exits with status 2; a traceback
    would only hide it.
    """
