"""What a dataset's tile brings: settings with which the network learns it, and nobody's own choice is moved."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from playground.datasets import DATASETS
from playground.datasets.bayes import bayes_error
from playground.datasets.fresh import draw_fresh
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.ui import links
from playground.ui.dataset_settings import BROUGHT, PAGE, Move, move, tell

SEEDS = (3, 4, 5)
CLOSE_ENOUGH = 0.03


def experiment(name: str, seed: int) -> Experiment:
    """What runs after a click on the tile, on a page with nothing changed but the seed of the weights."""
    settings = {**PAGE, **move(name, "moons", {}).settings}
    return Experiment.from_json(
        {
            "dataset": {"name": name, "n": settings["n"], "noise": settings["noise"], "seed": 1},
            "split": {"train": 0.6, "dev": 0.2, "test": 0.2},
            "standardize": settings["standardize"],
            "hidden": [8, 4],
            "activation": settings["activation"],
            "init": {"name": settings["init"], "seed": seed},
            "optimizer": {"name": settings["optimizer"], "learning_rate": settings["alpha"]},
        }
    )


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_is_learned_with_what_its_tile_brings(name: str) -> None:
    experiments = [experiment(name, seed) for seed in SEEDS]
    stack = Lockstep(experiments)
    stack.advance(2000)
    spec = experiments[0].dataset
    assert spec.noise is not None
    fresh = draw_fresh(name, 20_000, spec.noise, 1, 777)
    X = fresh.X
    if experiments[0].standardize:
        raw = load_data(replace(experiments[0], standardize=False)).train.X
        X = StandardScaler().fit(raw.T).transform(X.T).T
    right = np.mean((stack.logits(X) > 0) == (fresh.Y > 0.5), axis=-1)
    best = bayes_error(name, spec.noise, 1)
    assert best is not None
    assert right.min() > 1 - best.error - CLOSE_ENOUGH, right


def test_the_page_s_own_values_are_those_of_its_controls() -> None:
    assert {key: links.DEFAULTS[key] for key in PAGE} == {
        "standardize": str(PAGE["standardize"]).lower(),
        "activation": ACTIVATIONS[PAGE["activation"]].title,
        "init": INITIALIZERS[PAGE["init"]].title,
        "optimizer": OPTIMIZERS[PAGE["optimizer"]].title,
        "alpha": f"{PAGE['alpha']:g}",
    }
    for name, brought in BROUGHT.items():
        assert name in DATASETS and set(brought.settings) <= {"n", *PAGE}


def test_choosing_moves_what_nobody_chose_there_and_back() -> None:
    there = move("houses", "moons", PAGE)
    assert there.settings == {**PAGE, "standardize": True, "n": 300, "noise": 0.25}
    assert move("xor", "houses", there.settings).settings == {
        **PAGE,
        "activation": "leaky_relu",
        "n": 300,
        "noise": 0.05,
    }
    back = move("moons", "flower", {**PAGE, **move("flower", "moons", PAGE).settings})
    assert back.settings == {**PAGE, "n": 300, "noise": 0.2}


def test_what_somebody_chose_stays_and_is_named() -> None:
    chosen = {**PAGE, "activation": "sigmoid", "alpha": 0.1}
    moved = move("flower", "moons", chosen)
    assert "activation" not in moved.settings and "alpha" not in moved.settings
    assert moved == Move(
        {"standardize": False, "init": "xavier", "optimizer": "adam", "n": 800, "noise": 0.2},
        ("activation", "alpha"),
    )
    told = tell("flower", {**chosen, **moved.settings}, moved.kept)
    assert told.startswith("Set for Flower: 800 points, Xavier initialisation, Adam. ")
    assert told.endswith(" Left as you chose: activation, learning rate.")


def test_only_what_still_holds_is_told() -> None:
    assert tell("moons", PAGE) == ""
    assert tell("houses", PAGE) == ""
    assert tell("houses", {**PAGE, "standardize": True}).startswith("Set for Houses: standardised inputs. Kilo")
