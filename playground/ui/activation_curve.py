"""The curve of an activation beside its slope, with a tangent that is dragged or moved by the keyboard."""

from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from playground.diagnostics.slopes import JUMP, LAYERS, SATURATED, measure_slopes, saturated_ranges
from playground.network.activations import ACTIVATIONS

PARAMETER = "act_z"
FARTHEST, STEP, FIRST = 6.0, 0.1, 4.0
HERE = Path(__file__).parent

_CURVE = st.components.v2.component(
    "playground_activation_curve",
    html=(HERE / "activation_curve.html").read_text(),
    css=(HERE / "activation_curve.css").read_text(),
    js=(HERE / "activation_curve.js").read_text(),
)


def curve_data(name: str, z: float, saturated: float = SATURATED) -> dict[str, Any]:
    """Everything that the picture needs of an activation, for every z that the tangent can be moved to."""
    steps = round(2 * FARTHEST / STEP)
    slopes = measure_slopes(name, np.round(np.linspace(-FARTHEST, FARTHEST, steps + 1), 6), saturated)
    low, high = float(slopes.g.min()), float(slopes.g.max())
    return {
        "title": ACTIVATIONS[name].title,
        "z": slopes.z.tolist(),
        "g": slopes.g.tolist(),
        "slope": slopes.slope.tolist(),
        "sentences": slopes.sentences,
        "saturated": saturated,
        "ranges": saturated_ranges(slopes.z, slopes.slope, saturated),
        "layers": LAYERS,
        "jump": JUMP,
        "low": min(low, 0.0) - 0.08 * (high - low),
        "high": high + 0.08 * (high - low),
        "chosen": round((min(max(z, -FARTHEST), FARTHEST) + FARTHEST) / STEP),
    }


def chosen_z() -> float:
    """The z that the address names, or the one to begin with where it names no number in the picture."""
    try:
        z = float(st.query_params.get(PARAMETER, FIRST))
    except ValueError:
        return FIRST
    return z if -FARTHEST <= z <= FARTHEST else FIRST


def activation_curve(name: str, saturated: float = SATURATED, key: str = "activation_curve") -> None:
    """Show g and g' of an activation, and what becomes of the gradient at the z that is chosen there."""

    def moved() -> None:
        z = st.session_state[key].z
        if isinstance(z, int | float):
            st.query_params[PARAMETER] = f"{z:g}"

    _CURVE(key=key, data=curve_data(name, chosen_z(), saturated), on_z_change=moved)
