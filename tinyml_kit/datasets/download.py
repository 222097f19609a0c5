"""Files that others publish: found in the cache, or downloaded there, and checked."""

from collections.abc import Sequence
from pathlib import Path

from tinyml_kit.base.errors import BadInput
from tinyml_kit.base.files import verify
from tinyml_kit.base.progress import progress


def fetched(path: Path, checksum: str, urls: Sequence[str], refuse: type[BadInput]) -> Path:
    """Return `path`, downloaded if it is absent.

    Parameters
    ----------
    path : Path in the cache
    checksum : its SHA-256
    urls : folders that serve it, the first that answers is taken; each ends with a slash
    refuse : the subclass of BadInput to raise

    Raises
    ------
    BadInput
        `refuse`, if the file is absent and cannot be downloaded; ChecksumError, if it has other
        content than what was published.
    """
    if path.exists():
        return verify(path, checksum)
    import pooch

    reasons = []
    for url in urls:
        # pooch verifies the checksum before the file gets its name (ValueError if it differs);
        # the errors of its HTTP client are all OSErrors. It sets the bar's total itself, but
        # needs one to begin with.
        name = path.name
        try:
            with progress(None, desc=name, total=1, unit="B", unit_scale=True) as bar:
                downloader = pooch.HTTPDownloader(progressbar=bar)
                return Path(
                    pooch.retrieve(url + name, checksum, name, path.parent, None, downloader)
                )
        except (OSError, ValueError) as error:
            reasons.append(f"{type(error).__name__} from {url}")
    raise refuse(
        f"{path} is absent and could not be downloaded ({'; '.join(reasons)}): connect to the "
        f"network, or put {path.name} there, or let TINYML_KIT_CACHE name a folder that holds "
        f"{path.parent.name}/{path.name}."
    )
