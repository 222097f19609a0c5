"""A new word from a few examples: the nearest prototype, in integers.

A network that knows some words has, before its last layer, a row of numbers that says how a sound
sounded: its embedding. The mean of a few examples' embeddings is the prototype of a new word; a
sound is taken for the word whose prototype is nearest. Nothing is trained, so a chip can learn a
word while it runs: a sum and a count for each word are all that it keeps. The design is from
Snell, Swersky and Zemel, "Prototypical networks for few-shot learning", NeurIPS 2017.
"""

import numpy as np

from tinyml_kit.base.errors import BadInput
from tinyml_kit.learning.keras_backend import keras

#: Returned for what is farther from every prototype than is allowed.
NONE = -1


class PrototypeError(BadInput):
    """Embeddings that no prototype can be made of, or compared with."""


def embedding(model: keras.Model) -> keras.Model:
    """Return a network without its last layer and dropout; it shares the weights of `model`.

    Raises
    ------
    PrototypeError
        If what is left does not give a row of numbers.
    """
    layers = [one for one in model.layers if not isinstance(one, keras.layers.Dropout)]
    output = layers[-2].output if len(layers) > 2 else None
    if output is None or len(output.shape) != 2:
        raise PrototypeError(
            f"embedding: {model.name} has no row of numbers before its last layer; give a network "
            "that ends in a pooling and a dense layer."
        )
    return keras.Model(model.input, output, name="embedding")


class Prototypes:
    """Words and where they lie, learnt one example after the other.

    Attributes
    ----------
    sums : (words, size) int32, of the embeddings of each word's examples
    counts : (words,) int32, how many examples each word has
    """

    def __init__(self, size: int) -> None:
        self.sums = np.zeros((0, size), np.int32)
        self.counts = np.zeros(0, np.int32)

    def learn(self, embeddings: np.ndarray, word: int | None = None) -> int:
        """Add examples to a word, or to a new one; return its number.

        Parameters
        ----------
        embeddings : (examples, size) int8
        word : int, optional

        Raises
        ------
        PrototypeError
            If the examples have another type or size, there are none, or there is no such word.
        """
        embeddings = self._checked(embeddings)
        if not len(embeddings):
            raise PrototypeError("learn: there are no examples; give one or more.")
        if word is None:
            word = len(self.counts)
            self.sums = np.pad(self.sums, ((0, 1), (0, 0)))
            self.counts = np.pad(self.counts, (0, 1))
        if not 0 <= word < len(self.counts):
            raise PrototypeError(f"learn: word {word} of {len(self.counts)}; leave it out for new.")
        self.sums[word] += embeddings.sum(axis=0, dtype=np.int32)
        self.counts[word] += len(embeddings)
        return word

    @property
    def places(self) -> np.ndarray:
        """Return the prototypes, (words, size) int8: means, rounded half up."""
        counts = self.counts[:, np.newaxis]
        return ((2 * self.sums + counts) // (2 * counts)).astype(np.int8)

    def distances(self, embeddings: np.ndarray) -> np.ndarray:
        """Return the squared distance of each example to each prototype, (examples, words) int32.

        Raises
        ------
        PrototypeError
            If the examples have another type or size.
        """
        apart = self._checked(embeddings)[:, np.newaxis].astype(np.int32) - self.places
        return (apart**2).sum(axis=2, dtype=np.int32)

    def nearest(self, embeddings: np.ndarray, farthest: int | None = None) -> np.ndarray:
        """Return the number of the nearest word of each example, (examples,) int64.

        What is farther than `farthest`, a squared distance, is `NONE`.

        Raises
        ------
        PrototypeError
            If no word has been learnt, or the examples have another type or size.
        """
        if not len(self.counts):
            raise PrototypeError("nearest: no word has been learnt yet; learn one first.")
        found = self.distances(embeddings)
        words = found.argmin(axis=1)
        return words if farthest is None else np.where(found.min(axis=1) > farthest, NONE, words)

    def _checked(self, embeddings):
        embeddings, size = np.asarray(embeddings), self.sums.shape[1]
        if embeddings.dtype != np.int8 or embeddings.ndim != 2 or embeddings.shape[1] != size:
            raise PrototypeError(
                f"the embeddings are {embeddings.dtype} of shape {embeddings.shape}, expected int8 "
                f"of shape (examples, {size}); take the int8 outputs of an embedding network."
            )
        return embeddings
