"""The physics of reflections, each law by itself: where they shine, and how brightly.

A few reflections of |F|² = 1 take the crystal's place, beside the sphere by a chosen distance.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyml_kit.datasets.bragg import crystal

WAVELENGTH = 1.27
K = 1 / WAVELENGTH
# A beam and a crystal that are each thin by themselves: of the causes of thickness one is left.
THIN = dict(bandwidth=0.0, mosaicity=0.0, domain=1e7, b_factor=0.0)
SCATTERING = st.floats(0.05, 0.5)  # 1/Å; 20 to 2 Å
CAUSES = [dict(domain=2000.0), dict(mosaicity=1e-3, domain=1e7), dict(bandwidth=2e-3, domain=1e7)]


def reflections(q, **beam):
    """Return what `crystal.reflections` shows of the lattice points `q`, (n, 3)."""
    lattice = np.asarray(q, np.float64), np.ones(len(q))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crystal, "structure", lambda *asked: lattice)
        return crystal.reflections(np.eye(3), wavelength=WAVELENGTH, **(THIN | beam))


def beside_the_sphere(length, distances):
    """Return lattice points of resolution about 1 / length with |k₀ + q| - |k₀| = distances."""
    # On the sphere the beam is turned by 2θ, sin θ = λ q / 2 (Bragg); beside it the ray is longer.
    angle = 2 * np.arcsin(WAVELENGTH * length / 2)
    rays = (K + np.atleast_1d(distances))[:, np.newaxis] * [[np.sin(angle), 0, np.cos(angle)]]
    return rays - [0, 0, K]


def scan(length, distances, **beam):
    """Return the distances at which a node shines, and how brightly apart from the solvent."""
    shown = reflections(beside_the_sphere(length, distances), **beam)
    size = np.einsum("ij,ij->i", shown.q, shown.q)
    at = np.linalg.norm(shown.q + [0, 0, K], axis=1) - K
    return at, shown.intensity / (1 - 0.85 * np.exp(-200 * size / 4)) ** 2


def spread(length, **beam):
    """Return the rms thickness of a node by the intensities over a scan through the sphere."""
    at, seen = scan(length, np.linspace(-8e-3, 8e-3, 4001), **beam)
    return np.sqrt((seen * at**2).sum() / seen.sum())


@settings(max_examples=25)
@given(SCATTERING)
def test_a_finite_domain_thickens_a_node_by_a_fixed_width(length):
    # Cut off at 3.46 deviations, a Gaussian keeps 99.2 % of its rms.
    assert spread(length, domain=1000) == pytest.approx(1 / (2.2 * 1000), rel=0.02)


@settings(max_examples=25)
@given(SCATTERING)
def test_mosaic_blocks_thicken_a_node_in_proportion_to_its_distance_from_the_origin(length):
    # A block tilted by η moves its node by η q at right angles to q, which at the angle 2θ is
    # off the ray by θ; the thickness takes the whole of it.
    assert spread(length, mosaicity=2e-3) == pytest.approx(2e-3 * length, rel=0.02)


@settings(max_examples=25)
@given(SCATTERING)
def test_bandwidth_thickens_a_node_as_the_sphere_s_radius_changes(length):
    # d(|k₀ + q| - |k₀|) / dk times the change of k: by a difference in place of the formula.
    q = beside_the_sphere(length, 0)[0]
    changed = np.array([0, 0, K * (1 + 1e-6)])
    slope = (np.linalg.norm(changed + q) - np.linalg.norm(changed)) / (1e-6 * K)
    assert spread(length, bandwidth=1e-2) == pytest.approx(abs(slope) * 1e-2 * K, rel=0.02)


def test_independent_causes_add_in_quadrature():
    together = spread(0.3, domain=2000, mosaicity=1e-3, bandwidth=5e-3)
    apart = [spread(0.3, domain=2000), spread(0.3, mosaicity=1e-3), spread(0.3, bandwidth=5e-3)]
    assert together == pytest.approx(np.linalg.norm(apart), rel=0.01)


@pytest.mark.parametrize("cause", CAUSES, ids=str)
def test_beside_the_sphere_a_reflection_fades_as_a_gaussian(cause):
    width = np.sqrt(
        (1 / (2.2 * cause["domain"])) ** 2
        + (cause.get("mosaicity", 0) * 0.3) ** 2
        + (cause.get("bandwidth", 0) * WAVELENGTH * 0.3**2 / 2) ** 2
    )
    inside, outside = np.array([-3.4, -2, -1, 0, 1, 2, 3.4]), np.array([-3.6, 3.6])
    _, seen = scan(0.3, inside * width, **cause)
    np.testing.assert_allclose(seen / seen[3], np.exp(-(inside**2) / 2), rtol=0.02)
    assert len(scan(0.3, outside * width, **cause)[1]) == 0


@settings(max_examples=25)
@given(SCATTERING, st.floats(1e-4, 2e-3), st.floats(1e-4, 5e-3))
def test_a_thicker_node_is_dimmer_so_that_it_holds_as_much(length, mosaicity, bandwidth):
    # The density of a node of fixed content falls with its thickness (Sauter 2015); this is what
    # takes the place of a Lorentz factor.
    at = np.linspace(-2e-2, 2e-2, 4001)
    _, thin = scan(length, at, domain=2000)
    _, thick = scan(length, at, domain=2000, mosaicity=mosaicity, bandwidth=bandwidth)
    assert thick.max() <= thin.max() == pytest.approx(1)
    assert thick.sum() == pytest.approx(thin.sum(), rel=1e-2)


@settings(max_examples=25)
@given(st.floats(0, 100), SCATTERING)
def test_the_b_factor_is_wilson_s(b_factor, length):
    # exp(-2 B sin²θ / λ²), and sin θ = λ q / 2.
    sine = WAVELENGTH * length / 2
    expected = np.exp(-2 * b_factor * sine**2 / WAVELENGTH**2)
    _, seen = scan(length, 0, b_factor=b_factor)
    assert seen[0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("resolution", "left"),
    # (1 - 0.85 exp(-200 / 4 d²))²: exp(-2) at 5 Å, exp(-1/8) at 20 Å, exp(-50/9) at 3 Å.
    [(5.0, 0.7832), (20.0, 0.0625), (3.0, 0.9934), (2.0, 1.0)],
)
def test_solvent_dims_what_is_coarse_and_leaves_what_is_fine(resolution, left):
    # Babinet's principle, by Moews and Kretsinger (1975).
    shown = reflections(beside_the_sphere(1 / resolution, 0))
    assert shown.intensity[0] == pytest.approx(left, abs=1e-4)


def test_a_turned_crystal_shows_its_reflections_in_turned_places():
    # A quarter turn about the beam takes x to y.
    about_the_beam = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
    lattice = beside_the_sphere(0.3, 0), np.ones(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crystal, "structure", lambda *asked: lattice)
        shown = crystal.reflections(about_the_beam, wavelength=WAVELENGTH, **THIN)
    (x, y, z), (was_x, _, was_z) = shown.q[0], lattice[0][0]
    assert (x, y, z) == pytest.approx((0, was_x, was_z), abs=1e-7)


def test_no_reflection_lies_beyond_the_resolution_asked_for():
    cell = crystal.Cell(50, 50, 50, 90, 90, 90)
    q, _ = crystal.structure(cell, 10.0)
    length = np.linalg.norm(q, axis=1)
    # 50 / 10: (5, 0, 0) and (3, 4, 0) lie on the limit and belong to it; (0, 0, 0) is the beam.
    inside = [h * h + k * k + m * m for h in range(-5, 6) for k in range(-5, 6)
              for m in range(-5, 6)]  # fmt: skip
    assert len(q) == sum(0 < size <= 25 for size in inside)
    assert length.max() == pytest.approx(0.1)
