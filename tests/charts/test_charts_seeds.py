"""Charts of many seeds: what is drawn is what the numbers say."""

import numpy as np
import pytest

from playground.charts.seeds import DARK_CLASSES, LIGHT_CLASSES, draw_bands, draw_success, draw_thumbnails
from playground.training.sweep_results import Bands, success_rate


@pytest.mark.parametrize("dark", [False, True])
def test_bars_have_the_shares_and_their_intervals(dark: bool) -> None:
    rates = [success_rate(0, 20), success_rate(17, 20), success_rate(20, 20)]
    (bar,) = draw_success(["Zeros", "Xavier", "He"], rates, dark).data
    assert list(bar.y) == [0.0, 0.85, 1.0]
    assert list(bar.x) == ["Zeros", "Xavier", "He"]
    np.testing.assert_allclose(np.add(bar.y, bar.error_y.array), [rate.high for rate in rates])
    np.testing.assert_allclose(np.subtract(bar.y, bar.error_y.arrayminus), [rate.low for rate in rates])
    assert len(set(bar.marker.color)) == 3


def test_bands_hold_the_middle_half_and_the_median() -> None:
    values = np.array([[1.0, 0.1], [2.0, 0.2], [3.0, 0.3], [4.0, np.inf], [5.0, np.inf]])
    band = Bands((0, 10), (0.1, 0.25, 0.5, 0.75, 0.9), values, np.array([0.0, 0.3]))
    drawn = draw_bands(["He"], [band], 0.5, False)
    upper, lower, median = drawn.data
    np.testing.assert_array_equal(lower.y, [2.0, 0.2])
    np.testing.assert_array_equal(median.y, [3.0, 0.3])
    np.testing.assert_array_equal(upper.y, [4.0, np.nan])
    assert lower.fill == "tonexty"
    assert drawn.layout.shapes[0].y0 == 0.5


@pytest.mark.parametrize(("dark", "classes"), [(False, LIGHT_CLASSES), (True, DARK_CLASSES)])
def test_thumbnails_have_the_colours_of_the_classes_the_right_way_up(
    dark: bool, classes: tuple[tuple[int, int, int], ...]
) -> None:
    field = np.zeros((3, 4, 4), np.int8)
    field[0, 0, :] = 127  # the lowest row of the plane belongs to class 1
    field[0, 3, :] = -127
    picture = draw_thumbnails(field, 0.1, 2, dark)
    assert picture.shape == (2 * 14, 2 * 14, 3)
    np.testing.assert_allclose(picture[3, 6], classes[0], atol=1)
    np.testing.assert_allclose(picture[10, 6], classes[2], atol=1)
    np.testing.assert_allclose(picture[7, 6], classes[1], atol=1)
    np.testing.assert_array_equal(picture[2, 6], 128)
    np.testing.assert_allclose(picture[20, 20], classes[1], atol=1)
