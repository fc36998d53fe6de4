"""Packing a comparison: what its stage reads over the channel, as one binary message.

The header as in packing.py, with "of": "comparison", then float32 points (a scene only), then of every keyframe
for every column and layer log10 of its spread, log10 of its gradient's norm, and how many units differ, and for
every kind, column and layer log10 of the end of its histogram, all as float32; then, where paths are shown, of
every keyframe where its networks stand in the cost slice, as float32; then every keyframe's fields as int16, one
for each column, and its histograms as int16; last, of every keyframe which units of which column are dropped, as
uint8.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from playground.network.arrays import Array
from playground.stage.comparison_keyframes import GRID, ComparisonBurst, ComparisonKeyframe, Surface
from playground.stage.comparisons import Comparison
from playground.stage.packing import pack, pack_burst, pack_scene, points_to_array, record_to_row
from playground.training.keyframes import LOGIT_STEP
from playground.training.layer_figures import BINS


@pack_scene.register
def _(comparison: Comparison) -> bytes:
    """Points, region, titles of the columns, sizes of the layers, costs until now, newest keyframe."""
    burst, costs = comparison.look(), comparison.costs()
    region, data = comparison.region, comparison.lockstep.data
    sets = {"train": data.train, "dev": data.dev, "test": data.test}
    present = {name: points for name, points in sets.items() if points is not None}
    first = comparison.lockstep.experiments[0]
    header = {
        "kind": "scene",
        "logit_step": LOGIT_STEP,
        "region": [region.x1_low, region.x1_high, region.x2_low, region.x2_high],
        "standardized": first.standardize,
        "sets": [[name, points.m] for name, points in present.items()],
        "columns": list(comparison.titles),
        "sizes": list(first.hidden),
        "notes": list(comparison.notes),
        "figures": comparison.figures,
        "stops_early": comparison.stops_early,
        "said": comparison.said,
        "theory": comparison.theory,
        "batches": comparison.batches,
        "curves": [[moment.iteration, *map(_six_digits, moment.costs)] for moment in costs],
        "dev_curves": [[cost and _six_digits(cost) for cost in moment.dev_costs] for moment in costs],
        **_describe(burst),
    }
    return pack(header, [*(points_to_array(points) for points in present.values()), *_arrays(burst)])


@pack_burst.register
def _(burst: ComparisonBurst, words: str = "", kind: str = "burst") -> bytes:
    header = {
        "kind": kind,
        "words": words,
        "said": burst.said,
        **_describe(burst),
    }
    return pack(header, _arrays(burst))


def pack_surface(surface: Surface | None) -> bytes:
    """The cost slice as it is, with the paths in it: float32 costs row by row, then path."""
    header: dict[str, Any] = {"kind": "surface", "of": "comparison"}
    if surface is None:
        return pack(header, [])
    told = {
        "version": surface.version,
        "side": len(surface.costs),
        "iterations": surface.iterations,
        "networks": surface.path.shape[1],
        "share": surface.share,
    }
    return pack({**header, **told}, [surface.costs.astype(np.float32), surface.path.astype(np.float32)])


def _describe(burst: ComparisonBurst) -> dict[str, Any]:
    keyframes = burst.keyframes
    return {
        "of": "comparison",
        "revision": burst.revision,
        "diverged_at": burst.diverged_at,
        "surface": burst.surface,
        "records": [[record_to_row(record) for record in keyframe.records] for keyframe in keyframes],
        "grid": GRID,
        "bins": BINS,
        "units": keyframes[0].dropped.shape[-1] if keyframes else 0,
        "layers": keyframes[0].spread.shape[-1] if keyframes else 0,
    }


def _arrays(burst: ComparisonBurst) -> list[npt.NDArray[Any]]:
    keyframes: list[ComparisonKeyframe] = burst.keyframes
    places = [positions.astype(np.float32) for positions in burst.positions]
    numbers = [
        array.astype(np.float32)
        for keyframe in keyframes
        for array in (
            _decades(keyframe.spread),
            _decades(keyframe.gradient),
            keyframe.different,
            _decades(keyframe.ranges[..., 1]),
        )
    ]
    pictures = [array for keyframe in keyframes for array in (keyframe.fields, keyframe.histograms)]
    return [*numbers, *places, *pictures, *(keyframe.dropped for keyframe in keyframes)]


def _six_digits(cost: float) -> float:
    """As many digits as a curve can show: shorter to write than all of them."""
    return float(f"{cost:.6g}")


def _decades(sizes: Array) -> Array:
    """log10 of sizes, which in a deep network reach beyond 32 bits; -inf of 0, inf of what overflowed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(sizes)
