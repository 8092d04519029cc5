import jax.numpy as jnp
import numpy as np
import pytest

from innverse.methods import Layout


def test_slots_are_recovered():
    layout = Layout(dim_x=3, dim_y=2, dim_z=4, pad_x=4, pad_yz=1)
    x, pad_x = jnp.ones((5, 3)), jnp.full((5, 4), 2.0)
    back = layout.split_input(layout.join_input(x, pad_x))
    assert np.array_equal(back[0], x) and np.array_equal(back[1], pad_x)
    parts = [jnp.full((5, n), float(n)) for n in (2, 4, 1)]
    for part, found in zip(parts, layout.split_output(layout.join_output(*parts)), strict=True):
        assert np.array_equal(part, found)


@pytest.mark.parametrize(("sizes", "pads"), [((4, 2, 2), (0, 0)), ((2, 8, 2), (8, 0)), ((5, 1, 2), (0, 2))])
def test_filled_pads_the_narrower_side(sizes, pads):
    layout = Layout.filled(*sizes)
    assert (layout.pad_x, layout.pad_yz) == pads


def test_least_width_pads_both_sides():
    layout = Layout.filled(4, 2, 2, least=10)
    assert (layout.pad_x, layout.pad_yz, layout.total) == (6, 6, 10)


def test_unequal_sides_are_refused():
    with pytest.raises(ValueError, match=r"dim_x \+ pad_x = 3 and dim_y \+ dim_z \+ pad_yz = 4"):
        Layout(3, 2, 2)
    with pytest.raises(ValueError, match="at least 0"):
        Layout(3, 4, -1)
