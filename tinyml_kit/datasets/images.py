"""Small images to learn from: digits, MNIST, Fashion-MNIST."""

import gzip
import math
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyml_kit.base.errors import BadInput, said
from tinyml_kit.base.files import cache_dir
from tinyml_kit.base.sizes import require_size
from tinyml_kit.datasets.download import fetched

_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)

# SHA-256 of the published files, in that order, and public addresses that serve them.
_MNIST = (
    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
)
_FASHION_MNIST = (
    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
)
_MNIST_URLS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
_FASHION_MNIST_URLS = ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",)

DIGIT_NAMES = tuple("0123456789")
FASHION_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


class ImageSetError(BadInput):
    """A data set of images that is missing or incomplete."""


@dataclass(frozen=True)
class ImageSet:
    """Images and what they show, split as published.

    Attributes
    ----------
    train_images, test_images : (n, H, W) uint8, 0 for background to 255 for full ink.
    train_labels, test_labels : (n,) uint8, each an index into `names`.
    names : tuple of str
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    names: tuple[str, ...]


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return the 1797 handwritten digits that come with scikit-learn.

    Returns
    -------
    images : (1797, 8, 8) uint8, 0..16: how many pixels of a 4 x 4 block of the scan have ink.
    labels : (1797,) uint8, 0..9.

    Notes
    -----
    The test part of "Optical recognition of handwritten digits" (Alpaydin and Kaynak, UCI
    Machine Learning Repository, 1998).
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return bunch.images.astype(np.uint8), bunch.target.astype(np.uint8)


def mnist() -> ImageSet:
    """Return MNIST: 60,000 and 10,000 handwritten digits, 28 x 28, as an `ImageSet`.

    The files are expected in ``<cache>/mnist/`` and downloaded there (12 MB) if absent. The
    environment variable TINYML_KIT_CACHE may name the cache.

    Raises
    ------
    ImageSetError
        If a file is absent and cannot be downloaded.
    ChecksumError
        If a file's content differs from the published one.

    Notes
    -----
    LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document
    recognition", Proc. IEEE 86, 1998.
    """
    return _image_set("mnist", _MNIST, _MNIST_URLS, DIGIT_NAMES)


def fashion_mnist() -> ImageSet:
    """Return Fashion-MNIST: 60,000 and 10,000 articles of clothing, 28 x 28, as an `ImageSet`.

    The files are expected in ``<cache>/fashion_mnist/`` and downloaded there (31 MB) if absent.
    The errors are those of `mnist`.

    Notes
    -----
    Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine
    learning algorithms", arXiv:1708.07747, 2017.
    """
    return _image_set("fashion_mnist", _FASHION_MNIST, _FASHION_MNIST_URLS, FASHION_NAMES)


def read_idx(path: Path | str) -> np.ndarray:
    """Read a gzipped idx file of bytes, the format of MNIST.

    Parameters
    ----------
    path : path of the ``.gz`` file: two zero bytes, 8 for unsigned bytes, the number of
        dimensions, each dimension as a big-endian 32-bit integer, then the values.

    Returns
    -------
    read-only uint8 array of the shape that the file states.

    Raises
    ------
    ImageSetError
        If the file is missing, its gzip stream is damaged, it is not an idx file of bytes, or
        its number of bytes does not match its shape.
    """
    try:
        with gzip.open(path) as file:
            return _read_idx(file, path)
    except FileNotFoundError as error:
        raise ImageSetError(f"{path}: there is no such file; check the name.") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ImageSetError(
            f"{path}: the gzip stream is damaged ({said(error)}); fetch the file again."
        ) from error


def _read_idx(file, path):
    begin = file.read(4)
    if len(begin) < 4 or begin[:3] != b"\x00\x00\x08" or begin[3] == 0:
        raise ImageSetError(
            f"{path}: the file begins with {begin.hex() or 'nothing'}, expected 000008 and "
            "the number of dimensions; name an idx file of unsigned bytes."
        )
    header = file.read(4 * begin[3])
    # Python's integers cannot overflow, whatever sizes a damaged header states.
    shape = tuple(int.from_bytes(header[i : i + 4], "big") for i in range(0, len(header), 4))
    require_size(math.prod(shape), path, ImageSetError)
    # A byte more than there should be tells a file that is too long.
    values = file.read(math.prod(shape) + 1)
    if len(header) != 4 * begin[3] or len(values) != math.prod(shape):
        more = "or more " if len(values) > math.prod(shape) else ""
        raise ImageSetError(
            f"{path}: {len(values)} bytes {more}follow the header, which states the shape {shape}; "
            "fetch the file again."
        )
    return np.frombuffer(values, np.uint8).reshape(shape)


def _image_set(name, checksums, urls, names):
    folder = cache_dir() / name
    arrays = [
        read_idx(fetched(folder / file, checksum, urls, ImageSetError))
        for file, checksum in zip(_FILES, checksums, strict=True)
    ]
    for images, labels in (arrays[:2], arrays[2:]):
        if images.ndim != 3 or labels.shape != images.shape[:1]:
            raise ImageSetError(
                f"{folder}: images are {images.shape} and labels {labels.shape}, expected "
                "(n, H, W) and (n,); fetch the files again."
            )
    return ImageSet(*arrays, names)
