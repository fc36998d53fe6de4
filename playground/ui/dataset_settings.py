"""What a dataset's tile brings: settings with which the network learns it, where the page's own do not."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from playground.datasets import DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS

# The controls that a tile may set beside the points, by key, with the page's own values.
PAGE: Mapping[str, Any] = MappingProxyType(
    {"standardize": False, "activation": "relu", "init": "he", "optimizer": "gd", "alpha": 0.3}
)


@dataclass(frozen=True)
class Brought:
    """Values by control, of PAGE and "n", and why the page's own will not do: a sentence."""

    settings: Mapping[str, Any]
    why: str


# Within three points of the best possible accuracy after 2,000 iterations of 2-8-4-1, as measured for three seeds;
# a data set without a row gets there with the page's own settings.
BROUGHT: Mapping[str, Brought] = MappingProxyType(
    {
        "flower": Brought(
            {"n": 800, "activation": "tanh", "init": "xavier", "optimizer": "adam", "alpha": 0.01},
            "ReLU and plain gradient descent stop near 80 %.",
        ),
        "blobs": Brought(
            {"standardize": True, "activation": "tanh", "init": "xavier"},
            "Most points lie where every ReLU of a layer is 0.",
        ),
        "gaussian_quantiles": Brought(
            {"n": 400, "activation": "tanh", "init": "xavier"},
            "A smooth round border, and enough points to find it.",
        ),
        "xor": Brought(
            {"activation": "leaky_relu"},
            "With ReLU half of the square may get one answer: every unit is 0 there.",
        ),
        "houses": Brought(
            {"standardize": True},
            "Kilometres are large inputs: steps overshoot, and every unit dies.",
        ),
    }
)


@dataclass(frozen=True)
class Move:
    """What choosing a dataset does: `settings` that controls take, and keys that keep what somebody chose."""

    settings: Mapping[str, Any]
    kept: tuple[str, ...]


def move(name: str, previous: str, now: Mapping[str, Any]) -> Move:
    """From the dataset `previous` to `name`, with these values of the controls `now`.

    Points and noise take the dataset's own values. Another control moves only where nobody has chosen its value:
    it is the page's own, or the one that the previous dataset brought.
    """
    recipe, brought = DATASETS[name], _brought(name)
    settings: dict[str, Any] = {"n": brought.get("n", recipe.n), "noise": recipe.noise}
    kept = []
    for key, usual in PAGE.items():
        value = now.get(key, usual)
        if value in (usual, _brought(previous).get(key, usual)):
            settings[key] = brought.get(key, usual)
        elif key in brought and value != brought[key]:
            kept.append(key)
    return Move(settings, tuple(kept))


def tell(name: str, settings: Mapping[str, Any], kept: tuple[str, ...] = ()) -> str:
    """A sentence on what of the dataset's settings is set, why, and what was kept; "" where it brings none."""
    brought = BROUGHT.get(name)
    if brought is None:
        return ""
    told = [_WORDS[key](value) for key, value in brought.settings.items() if settings.get(key) == value]
    if not told:
        return ""
    said = f"Set for {DATASETS[name].title}: {', '.join(told)}. {brought.why}"
    return said + (f" Left as you chose: {', '.join(_NAMES[key] for key in kept)}." if kept else "")


def _brought(name: str) -> Mapping[str, Any]:
    return BROUGHT[name].settings if name in BROUGHT else {}


_WORDS: Mapping[str, Any] = MappingProxyType(
    {
        "n": lambda n: f"{n} points",
        "standardize": lambda _: "standardised inputs",
        "activation": lambda name: ACTIVATIONS[name].title,
        "init": lambda name: f"{INITIALIZERS[name].title} initialisation",
        "optimizer": lambda name: OPTIMIZERS[name].title,
        "alpha": lambda alpha: f"α = {alpha:g}",
    }
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "standardize": "Standardise",
        "activation": "activation",
        "init": "initialisation",
        "optimizer": "optimiser",
        "alpha": "learning rate",
    }
)
