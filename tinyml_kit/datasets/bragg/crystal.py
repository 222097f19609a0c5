"""A crystal in an X-ray beam: which reflections it shows, where, and how bright.

Lengths are in ångström (Å) in real space and in 1/Å in reciprocal space, without the factor
2π: a reflection of resolution d lies at distance 1/d from the origin.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

SOLVENT_SHARE = 0.85  # scattering density of water relative to protein
SOLVENT_B = 200.0  # Å²; how blurred the outline of the molecules is


@dataclass(frozen=True)
class Cell:
    """Unit cell: edges in Å, angles in degrees. The default is thermolysin (P6₁22)."""

    a: float = 92.9
    b: float = 92.9
    c: float = 130.5
    alpha: float = 90.0
    beta: float = 90.0
    gamma: float = 120.0


@dataclass(frozen=True)
class Reflections:
    """The n reflections that a crystal shows in one orientation.

    q : (n, 3) reciprocal-space vectors in 1/Å, the beam along +z
    intensity : (n,) relative, dimensionless; mean F² at q = 0 is 1
    """

    q: np.ndarray
    intensity: np.ndarray


def reciprocal_basis(cell: Cell) -> np.ndarray:
    """Return the (3, 3) matrix whose columns are a*, b*, c* in 1/Å.

    a lies along x and b in the x-y plane; Giacovazzo et al., "Fundamentals of Crystallography",
    3rd edition, section 2.1.
    """
    cos_alpha, cos_beta, cos_gamma = np.cos(np.radians([cell.alpha, cell.beta, cell.gamma]))
    sin_gamma = np.sin(np.radians(cell.gamma))
    c_y = (cos_alpha - cos_beta * cos_gamma) / sin_gamma
    direct = np.array(
        [
            [cell.a, 0, 0],
            [cell.b * cos_gamma, cell.b * sin_gamma, 0],
            [cell.c * cos_beta, cell.c * c_y, cell.c * np.sqrt(1 - cos_beta**2 - c_y**2)],
        ]
    )
    return np.linalg.inv(direct)


def random_rotation(rng: np.random.Generator) -> np.ndarray:
    """Return a (3, 3) rotation drawn uniformly from all orientations.

    A uniform unit quaternion: K. Shoemake, "Uniform random rotations", Graphics Gems III (1992).
    """
    x, y, z, w = (v := rng.standard_normal(4)) / np.linalg.norm(v)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


@lru_cache(maxsize=4)
def structure(cell: Cell, d_min: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return the reciprocal lattice to resolution `d_min` and a protein-like set of |F|².

    Returns
    -------
    q : (n, 3) float32, 1/Å, for the crystal before rotation
    f_squared : (n,) float32, mean 1

    Notes
    -----
    The intensities of an acentric crystal with many atoms follow the exponential
    distribution p(I) = exp(-I/<I>)/<I> (A. J. C. Wilson, Acta Cryst. 2, 318, 1949), and
    Friedel's law makes I(hkl) = I(-h-k-l). They are a property of the molecule, not of the
    shot, so they depend on `seed` alone.
    """
    basis = reciprocal_basis(cell)
    limit = np.ceil(np.array([cell.a, cell.b, cell.c]) / d_min).astype(int)
    axes = [np.arange(-n, n + 1) for n in limit]
    hkl = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    q = hkl @ basis.T
    length = np.linalg.norm(q, axis=1)
    keep = (length > 0) & (length <= 1 / d_min)
    half = np.random.default_rng(seed).exponential(size=keep.sum() // 2)
    # The list is symmetric about its centre: entry i and entry n-1-i are a Friedel pair.
    return q[keep].astype(np.float32), np.concatenate([half, half[::-1]]).astype(np.float32)


def reflections(
    rotation: np.ndarray,
    *,
    wavelength: float,
    bandwidth: float,
    mosaicity: float,
    domain: float,
    b_factor: float,
    cell: Cell | None = None,
    d_min: float = 1.8,
    structure_seed: int = 0,
) -> Reflections:
    """Return the reflections that one shot excites.

    Parameters
    ----------
    rotation : (3, 3) array
    wavelength : float, Å
    bandwidth : float, rms of ΔE/E, dimensionless
    mosaicity : float, rms angular spread of the mosaic blocks, radians
    domain : float, size of a coherently scattering block, Å
    b_factor : float, Å²; how fast intensity falls with resolution
    cell : Cell
    d_min : float, Å; reflections beyond it are not computed

    Notes
    -----
    Ewald's condition |k₀ + q| = |k₀| = 1/λ holds only to within the thickness of the node. Three
    things make it thick: finite domains (rms ≈ 1/(2.2·domain), the Gaussian with the half width
    of the sinc²), the mosaic spread (η·q) and the bandwidth (λq²/2·ΔE/E). One still shot cuts a
    slice out of the node and records its density there: a Gaussian of the distance from the
    sphere, which is lower for a thicker node (N. K. Sauter, J. Synchrotron Rad. 22, 239, 2015).
    The unit is the density in the centre of a node without mosaic spread or bandwidth, so there
    is no extra Lorentz factor.
    Intensities fall as exp(-2B sin²θ/λ²) = exp(-B q²/2) (Wilson 1949). The solvent fills the space
    between the molecules and weakens reflections coarser than 5 Å, by Babinet's principle as
    (1 - k exp(-B_sol q²/4))² (P. C. Moews and R. H. Kretsinger, J. Mol. Biol. 91, 201, 1975).
    """
    lattice, f_squared = structure(cell or Cell(), d_min, structure_seed)
    q = lattice @ rotation.T.astype(np.float32)
    q_squared = np.einsum("ij,ij->i", q, q)
    k = 1 / wavelength
    # |k0 + q| - |k0| to first order, without the square root; accurate close to the sphere.
    distance = (q_squared + 2 * k * q[:, 2]) / (2 * k)
    thinnest = 1 / (2.2 * domain)
    thickness_squared = (
        thinnest**2 + mosaicity**2 * q_squared + (bandwidth * wavelength / 2 * q_squared) ** 2
    )
    near = distance**2 < 12 * thickness_squared
    recorded = np.exp(-0.5 * distance[near] ** 2 / thickness_squared[near])
    recorded *= thinnest / np.sqrt(thickness_squared[near])
    falloff = np.exp(-0.5 * b_factor * q_squared[near])
    contrast = (1 - SOLVENT_SHARE * np.exp(-SOLVENT_B * q_squared[near] / 4)) ** 2
    return Reflections(q[near], f_squared[near] * recorded * falloff * contrast)
