"""The dataset pictures: one for every recipe, inside its frame, showing both classes."""

from playground.datasets import DATASETS
from playground.ui.dataset_picker import tiles


def test_every_dataset_has_a_picture() -> None:
    assert [tile["name"] for tile in tiles()] == list(DATASETS)
    for tile in tiles():
        points = tile["points"]
        assert isinstance(points, list)
        assert {label for _, _, label in points} == {0, 1}
        assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y, _ in points)
