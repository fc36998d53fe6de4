"""The teacher's table: what somebody who looks at a run would say of it, written down before the code was asked.

A cell has the names of findings at one iteration: `plateau` must be said, `plateau?` may be, `rising|plateau`
needs one of the two, and whatever else is said is wrong.
"""

from dataclasses import dataclass, field
from typing import Any

from playground.datasets import DATASETS
from playground.ui.presets import PRESETS

ITERATIONS = (0, 300, 1000, 3000)


@dataclass(frozen=True)
class Row:
    """A run as JSON, what is said of it at ITERATIONS, and the fields that the cure of the last must change.

    `passing` are names that may come up between these iterations, and go.
    """

    title: str
    run: dict[str, Any]
    cells: tuple[str, str, str, str]
    cure: tuple[str, ...] = ()
    passing: str = ""
    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def experiment(self) -> dict[str, Any]:
        """The JSON with its changes on the way."""
        return {**self.run, "changes": self.changes}


def start(name: str, alpha: float = 0.3, optimizer: str = "gd", train: int = 60, **more: Any) -> dict[str, Any]:
    """The page's start settings with this data set, and what is asked for otherwise."""
    recipe = DATASETS[name]
    rest = (100 - train) / 200
    return {
        "dataset": {
            "name": name,
            "n": more.pop("n", recipe.n),
            "noise": more.pop("noise", recipe.noise),
            "seed": 1,
        },
        "split": {"train": train / 100, "dev": rest, "test": rest},
        "hidden": [8, 4],
        "init": {"name": "he", "seed": 3, **more.pop("init", {})},
        "optimizer": {"name": optimizer, "learning_rate": alpha},
        **more,
    }


def preset(name: str) -> dict[str, Any]:
    """The experiment of a preset."""
    return next(preset.experiment.to_json() for preset in PRESETS if preset.name == name)


FINE = ("", "", "", "")
SMALL = ("", "", "plateau", "plateau")
TANH = {"activation": "tanh", "init": {"name": "xavier"}}
LARGE = {"init": {"name": "random", "scale": 10.0}}

AT_START = [
    Row("circles", start("circles"), FINE),
    Row("moons", start("moons"), FINE),
    # 79 % of the petals and no more: it falls until 1,000 or so, then it stands.
    Row("flower", start("flower"), ("", "", "plateau?", "plateau"), ("hidden",)),
    # 55 to 59 %, all ReLU of layer 2 silent on most points: stuck, and nothing is learned by heart.
    Row("blobs", start("blobs"), ("", "", "plateau", "plateau"), ("activation",)),
    Row("quantiles", start("gaussian_quantiles"), FINE),
    Row("spiral", start("spiral"), FINE),
    # 73 %, half of the plane has one answer: stuck, though its dev cost rises.
    Row("xor", start("xor"), ("", "", "plateau", "plateau"), ("activation",)),
    Row("football", start("football"), FINE),
    # Dead within a hundred iterations, since kilometres are ten times the inputs that He counts on.
    Row("houses", start("houses"), ("", "dead_units", "dead_units", "dead_units"), ("standardize",)),
    # Coin tosses: nobody does better than 50 %, so this is no underfitting.
    Row("no structure", start("no_structure"), ("", "", "", "overfitting?")),
]

OF_PRESETS = [
    Row("flower-logistic", preset("flower-logistic"), SMALL, ("hidden",)),
    Row("flower-one-unit", preset("flower-one-unit"), SMALL, ("hidden",)),
    Row("flower-four-units", preset("flower-four-units"), FINE),  # 90 %, and still falling
    Row("flower-fifty-units", preset("flower-fifty-units"), ("", "", "", "overfitting"), ("lambd", "iteration")),
    Row("xor-four-units", preset("xor-four-units"), FINE),
    Row("nothing-to-learn", preset("nothing-to-learn"), ("", "", "", "overfitting?")),
    Row("init-zeros", preset("init-zeros"), ("symmetry", "symmetry", "symmetry", "symmetry"), ("init",)),
    Row("init-large", preset("init-large"), ("large_init", "large_init", "large_init", "large_init")),
    # It gets there after ten thousand iterations: patience, or longer steps.
    Row("init-he", preset("init-he"), ("", "", "plateau?", "plateau?")),
    Row(
        "football-overfit",
        preset("football-overfit"),
        ("", "", "overfitting", "overfitting"),
        ("lambd", "iteration"),
    ),
    Row("football-l2", preset("football-l2"), FINE),
    Row("football-dropout", preset("football-dropout"), ("", "", "", "overfitting?")),
    Row("mini-batches", preset("mini-batches"), FINE),
    Row("one-by-one", preset("one-by-one"), FINE, passing="rising"),
    Row("spiral-descent", preset("spiral-descent"), ("", "", "plateau", "plateau?")),
    Row("spiral-adam", preset("spiral-adam"), FINE),
    Row("depth-linear", preset("depth-linear"), ("linear", "linear", "linear", "linear"), ("activation",)),
    Row("depth-sigmoid", preset("depth-sigmoid"), SMALL, ("activation",)),
    # 99 % of train and 93 to 98 % of dev, whose cost grows to the sixfold.
    Row("depth-tanh", preset("depth-tanh"), ("", "", "overfitting?", "overfitting?")),
    Row(
        "steps-too-large",
        preset("steps-too-large"),
        ("", "chaotic? rising? saturation?", "chaotic|rising|saturation", "chaotic|rising saturation?"),
        ("learning_rate",),
    ),
    Row("dead-units", preset("dead-units"), ("", "dead_units?", "dead_units", "dead_units"), ("learning_rate",)),
]

TROUBLES = [
    Row(
        "20 sigmoid layers of 4",
        start("moons", hidden=[4] * 20, activation="sigmoid", init={"name": "xavier"}),
        SMALL,
        ("activation",),
    ),
    Row("20 sigmoid layers", start("moons", hidden=[8] * 20, activation="sigmoid"), SMALL, ("activation",)),
    Row(
        "random × 10", start("moons", **LARGE), ("large_init", "large_init", "large_init", "large_init"), ("init",)
    ),
    Row(
        "tanh, random × 10",
        start("moons", activation="tanh", **LARGE),
        ("saturation|large_init", "saturation|large_init", "saturation? large_init?", "saturation? large_init?"),
    ),
    Row(
        "tiny first weights",
        start("moons", hidden=[10, 10], init={"name": "random", "scale": 0.001}),
        SMALL,
        ("init",),
    ),
    Row("zeros", start("moons", init={"name": "zeros"}), ("symmetry",) * 4, ("init",)),
    Row(
        "α = 10",
        start("moons", 10.0),
        ("", "dead_units", "dead_units", "dead_units"),
        ("learning_rate", "iteration"),
    ),
    Row(
        "α = 3 on circles",
        start("circles", 3.0),
        ("", "dead_units", "dead_units", "dead_units"),
        ("learning_rate", "iteration"),
    ),
    # 96 to 99 %, but its cost jumps, and two copies of it part ways.
    Row(
        "RMSProp, α = 0.3",
        start("moons", 0.3, "rmsprop"),
        ("", "rising? chaotic?", "rising? chaotic?", "rising? chaotic?"),
    ),
    Row("Adam, α = 0.3", start("moons", 0.3, "adam"), ("", "rising?", "rising?", "rising?")),
    Row("α = 0.0001", start("moons", 0.0001), SMALL, ("learning_rate",)),
    Row("α = 0.001 on circles", start("circles", 0.001), SMALL, ("learning_rate",)),
    Row("λ = 100", start("moons", lambd=100.0), SMALL, ("lambd",)),
    # Only the penalty was added: the data cost stays, and no step is too long.
    Row(
        "λ raised on the way",
        start("football", train=30, hidden=[20, 3]),
        ("", "", "overfitting?", ""),
        passing="overfitting",
        changes=[{"iteration": 1160, "field": "lambd", "value": 0.1}],
    ),
    Row(
        "λ = 10 on the way",
        start("moons"),
        ("", "", "plateau?", "plateau"),
        ("lambd",),
        changes=[{"iteration": 500, "field": "lambd", "value": 10.0}],
    ),
    Row(
        "20 units for 120 points",
        start("football", train=30, hidden=[20, 3]),
        ("", "", "overfitting?", "overfitting"),
        ("lambd", "iteration"),
    ),
    Row(
        "32, 32 units for 120 noisy points",
        start("moons", 0.01, "adam", n=200, noise=0.5, hidden=[32, 32]),
        ("", "overfitting?", "overfitting?", "overfitting"),
        ("lambd",),
    ),
    # All wrong answers on 2 of 12 dev points: too few to tell.
    Row("12 dev points", start("moons", 0.01, "adam", n=60, noise=0.5, hidden=[32, 32]), FINE),
    # 98 % of dev on the way there; that a layer dies is another matter.
    Row(
        "10 layers",
        start("moons", hidden=[8] * 10),
        ("", "rising?", "rising? dead_units?", "rising? dead_units?"),
        passing="rising dead_units",
    ),
    Row("logistic regression on moons", start("moons", hidden=[]), SMALL, ("hidden",)),
    Row("logistic regression on xor", start("xor", hidden=[]), SMALL, ("hidden",)),
    Row("logistic regression on football", start("football", hidden=[]), FINE),
    Row("linear layers on xor", start("xor", activation="linear"), ("linear",) * 4, ("activation",)),
    Row("one unit on the spiral", start("spiral", hidden=[1]), SMALL, ("hidden",)),
    Row("tanh", start("moons", **TANH), FINE),
    Row("keep_prob = 0.5", start("moons", keep_prob=0.5), ("", "", "plateau?", "plateau?")),
    Row("keep_prob = 0.1", start("moons", keep_prob=0.1), ("", "", "plateau?", "plateau"), passing="dead_units"),
    Row("batches of 16 on circles", start("circles", 0.1, batch_size=16), FINE),
    Row(
        "a weight set by hand",
        start("moons"),
        ("", "", "rising?", "rising?"),
        passing="rising",
        changes=[{"iteration": 500, "field": "W1[1,1]", "value": 9.0}],
    ),
    Row("32, 32 units that learn slowly", start("xor", 0.001, hidden=[32, 32]), ("", "", "plateau?", "plateau?")),
]

TABLE = [*AT_START, *OF_PRESETS, *TROUBLES]
