"""The lattice, its orientation, the Ewald condition and the intensities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyml_kit.datasets.bragg import crystal
from tinyml_kit.datasets.bragg.crystal import Cell

edges = st.floats(20, 200)
angles = st.floats(75, 115)


def beam(**changes):
    usual = dict(wavelength=1.3, bandwidth=2e-3, mosaicity=1e-3, domain=2000, b_factor=30)
    return usual | changes


@given(edges, edges, edges, angles, angles, angles)
def test_reciprocal_axes_are_dual_to_the_direct_ones(a, b, c, alpha, beta, gamma):
    # The metric tensor of the reciprocal cell is the inverse of the direct cell's.
    cell = Cell(a, b, c, alpha, beta, gamma)
    basis = crystal.reciprocal_basis(cell)
    edges_of = np.array([a, b, c])
    cosines = np.cos(np.radians([[0, gamma, beta], [gamma, 0, alpha], [beta, alpha, 0]]))
    direct_metric = cosines * np.outer(edges_of, edges_of)
    np.testing.assert_allclose(basis.T @ basis @ direct_metric, np.eye(3), atol=1e-9)


def test_a_cubic_cell_has_its_111_reflection_at_a_over_root_3():
    q = crystal.reciprocal_basis(Cell(50, 50, 50, 90, 90, 90)) @ [1, 1, 1]
    assert 1 / np.linalg.norm(q) == pytest.approx(50 / np.sqrt(3))


@given(st.integers(0, 2**32))
def test_a_rotation_keeps_lengths_and_handedness(seed):
    rotation = crystal.random_rotation(np.random.default_rng(seed))
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1)


def test_orientations_favour_no_direction():
    rng = np.random.default_rng(0)
    turned = np.array([crystal.random_rotation(rng)[:, 2] for _ in range(4000)])
    # The z component of a uniform direction is uniform on [-1, 1]: variance 1/3.
    assert np.abs(turned.mean(axis=0)).max() < 0.04
    np.testing.assert_allclose(turned.var(axis=0), 1 / 3, atol=0.02)


def test_friedel_pairs_are_equally_bright():
    q, f_squared = crystal.structure(Cell(), 4.0)
    np.testing.assert_array_equal(q, -q[::-1])
    np.testing.assert_array_equal(f_squared, f_squared[::-1])


def test_intensities_follow_wilson():
    # Exponential distribution: the mean equals the standard deviation, half lie below ln 2.
    _, f_squared = crystal.structure(Cell(), 2.5)
    assert f_squared.mean() == pytest.approx(1, abs=0.02)
    assert f_squared.std() == pytest.approx(1, abs=0.02)
    assert np.median(f_squared) == pytest.approx(np.log(2), abs=0.02)


def test_the_number_of_lattice_points_is_the_volume_of_the_sphere_times_the_cell():
    cell = Cell(60, 70, 80, 90, 90, 90)
    q, _ = crystal.structure(cell, 3.0)
    assert len(q) == pytest.approx(4 / 3 * np.pi / 3.0**3 * 60 * 70 * 80, rel=0.01)


def test_excited_reflections_lie_on_the_ewald_sphere():
    shown = crystal.reflections(np.eye(3), **beam(bandwidth=1e-6, mosaicity=1e-6, domain=1e5))
    to_sphere = np.linalg.norm(shown.q + [0, 0, 1 / 1.3], axis=1) - 1 / 1.3
    assert len(shown.q) > 0
    assert np.abs(to_sphere).max() < 2e-5


@pytest.mark.parametrize(
    "wider", [dict(bandwidth=1e-2), dict(mosaicity=1e-2), dict(domain=300)], ids=str
)
def test_a_thicker_sphere_touches_more_reflections(wider):
    rotation = crystal.random_rotation(np.random.default_rng(3))
    thin = crystal.reflections(rotation, **beam())
    thick = crystal.reflections(rotation, **beam(**wider))
    assert len(thick.q) > 1.5 * len(thin.q)


def test_the_b_factor_dims_by_exp_minus_b_q_squared_over_2():
    rotation = crystal.random_rotation(np.random.default_rng(4))
    sharp = crystal.reflections(rotation, **beam(b_factor=0))
    soft = crystal.reflections(rotation, **beam(b_factor=40))
    falloff = np.exp(-20 * np.einsum("ij,ij->i", sharp.q, sharp.q))
    np.testing.assert_allclose(soft.intensity, sharp.intensity * falloff, rtol=1e-4)


def test_a_reflection_shows_at_most_its_whole_intensity():
    shown = crystal.reflections(np.eye(3), **beam(b_factor=0))
    _, f_squared = crystal.structure(Cell(), 1.8)
    assert 0 < shown.intensity.min()
    assert shown.intensity.max() <= f_squared.max()
