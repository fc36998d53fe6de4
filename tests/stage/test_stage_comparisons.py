"""Comparisons in play: in lockstep, at a pace that fits the time given, and packed as the stage reads it."""

import json
from typing import Any

import numpy as np
import pytest
from stage_tools import Stage, experiment

from playground.stage.comparison_keyframes import GRID
from playground.stage.comparison_packing import pack_surface
from playground.stage.comparisons import MAX_COLUMNS, Comparison
from playground.stage.packing import pack_burst, pack_scene
from playground.training.checks import ExperimentError
from playground.training.cost_slice import SIDE
from playground.training.experiment import Experiment
from playground.training.layer_figures import BINS
from playground.training.trainer import Trainer

PLENTY = 60.0


def columns(*inits: dict[str, Any], **settings: Any) -> list[tuple[str, Experiment]]:
    """A column for each initialisation, under its name."""
    return [(str(init["name"]), experiment(init=init, **settings)) for init in inits]


THREE = ({"name": "zeros"}, {"name": "random", "scale": 10}, {"name": "he"})


def test_every_column_is_what_its_experiment_gives_alone() -> None:
    comparison = Comparison(columns(*THREE))
    burst = comparison.pull(3, 20, PLENTY)
    assert [keyframe.records[0].iteration for keyframe in burst.keyframes] == [20, 40, 60]
    for k, (_, alone) in enumerate(columns(*THREE)):
        trainer = Trainer(alone)
        trainer.advance(60)
        expected, record = trainer.evaluate(), burst.keyframes[-1].records[k]
        assert record.cost == pytest.approx(expected.cost, rel=1e-9)
        assert record.test_accuracy == expected.test_accuracy


def test_reset_goes_back_and_step_is_one_update() -> None:
    comparison = Comparison(columns(*THREE))
    first = comparison.newest.records
    comparison.pull(1, 50, PLENTY)
    assert comparison.step().keyframes[0].records[0].iteration == 51
    comparison.reset()
    assert comparison.newest.records == first
    assert comparison.revision == 1


def test_zeros_have_one_unit_and_he_has_all() -> None:
    comparison = Comparison(columns({"name": "zeros"}, {"name": "he"}, hidden=[5, 4]))
    comparison.pull(1, 30, PLENTY)
    assert comparison.newest.different[:, :2].tolist() == [[1, 1], [5, 4]]
    assert "all units of each layer are the same" in comparison.said[0]


def test_theory_begins_where_the_first_layer_does() -> None:
    comparison = Comparison(columns({"name": "xavier", "scale": 1.5}, hidden=[10] * 5, activation="linear"))
    (theory,) = comparison.theory
    assert theory is not None
    assert theory == pytest.approx([theory[0] * 1.5**l for l in range(5)])
    assert theory[0] == pytest.approx(float(comparison.newest.spread[0, 0]))


def test_what_cannot_be_compared_is_said() -> None:
    with pytest.raises(ExperimentError, match=f"takes 1 to {MAX_COLUMNS} columns, not 0"):
        Comparison([])
    with pytest.raises(ExperimentError, match="too large to compare here"):
        Comparison(columns(*THREE, hidden=[512] * 20, dataset={"name": "moons", "n": 5000}))


def unpack(packed: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, and what follows it."""
    length = int.from_bytes(packed[:4], "little")
    return json.loads(packed[4 : 4 + length]), packed[4 + length :]


def decode(packed: bytes) -> tuple[dict[str, Any], int]:
    """The header, and how many bytes follow it."""
    header, body = unpack(packed)
    return header, len(body)


def test_a_message_holds_what_its_header_promises() -> None:
    comparison = Comparison(columns(*THREE, hidden=[6, 3]), notes=["a", "b", "c"])
    burst = comparison.pull(4, 5, PLENTY)
    header, rest = decode(pack_burst(burst))
    R, L = 3, 3
    a_keyframe = 4 * (3 * R * L + 3 * R * L) + 2 * (R * GRID**2 + 3 * R * L * BINS) + R * (6 + 3)
    assert (header["of"], header["layers"], len(header["records"])) == ("comparison", L, 4)
    assert rest == 4 * a_keyframe
    scene, rest = decode(pack_scene(comparison))
    assert (scene["columns"], scene["notes"], scene["sizes"]) == (
        ["zeros", "random", "he"],
        ["a", "b", "c"],
        [6, 3],
    )
    assert [iteration for iteration, *_ in scene["curves"]] == [0, 5, 10, 15, 20]
    assert len(scene["dev_curves"]) == len(scene["curves"])
    assert scene["curves"][-1][1:] == pytest.approx([row[2] for row in scene["records"][0]], rel=1e-5)
    assert rest == a_keyframe + 12 * 60
    np.testing.assert_array_equal([row[0][0] for row in header["records"]], [5, 10, 15, 20])


def test_the_costs_until_now_are_kept_for_who_comes_back() -> None:
    comparison = Comparison(columns(*THREE))
    burst = comparison.pull(3, 20, PLENTY)
    kept = {moment.iteration: moment.costs for moment in comparison.costs()}
    assert list(kept) == [0, 20, 40, 60]
    for keyframe in burst.keyframes:
        assert kept[keyframe.records[0].iteration] == tuple(record.data_cost for record in keyframe.records)
    comparison.reset()
    assert [moment.iteration for moment in comparison.costs()] == [0]


def test_five_columns_stay_under_150_kilobytes(stage: Stage) -> None:
    from stage_tools import visiting

    inits = (
        {"name": "zeros"},
        *({"name": "random", "scale": scale} for scale in (0.01, 10)),
        *THREE[2:],
        {"name": "xavier"},
    )
    comparison = stage.registry.admit(Comparison(columns(*inits, hidden=[10] * 50, activation="relu")), None)
    with visiting(stage.url) as visitor:
        visitor.say({"token": comparison.token})
        header, _ = decode(visitor.socket.recv(timeout=10))
        assert header["kind"] == "scene"
        visitor.say({"pull": 30, "stride": 1})
        answer = visitor.socket.recv(timeout=10)
    assert 10_000 < len(answer) < 150_000
    stage.registry.free(comparison.token)


def test_what_is_dropped_is_what_the_coming_update_drops() -> None:
    kept = [("none", experiment(hidden=[6, 3])), ("dropout", experiment(hidden=[6, 3], keep_prob=0.5))]
    comparison = Comparison(kept)
    trainer = Trainer(kept[1][1])
    for _ in range(5):
        _, _, D = trainer.learner.peek()
        expected = [*(D[1][:, 0] == 0.0), *(D[2][:, 0] == 0.0)]
        assert comparison.newest.dropped.tolist() == [[0] * 9, [int(gone) for gone in expected]]
        comparison.step()
        trainer.advance(1)


def walkers() -> list[tuple[str, Experiment]]:
    """Two optimisers and a batch size from one start."""
    return [
        ("gd", experiment()),
        ("adam", experiment(optimizer={"name": "adam", "learning_rate": 0.01})),
        ("batch", experiment(batch_size=16)),
    ]


def test_paths_lie_where_the_parameters_are_in_the_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.stage.comparisons.SECONDS_BETWEEN_WORDS", 0.0)
    comparison = Comparison(walkers(), paths=True)
    burst = comparison.pull(4, 10, PLENTY)
    surface = comparison.surface()
    assert surface is not None
    assert burst.surface == surface.version
    assert surface.iterations == [0, 10, 20, 30, 40]
    np.testing.assert_allclose(surface.path[1:], burst.positions)
    np.testing.assert_allclose(surface.path[0, 1:], surface.path[0, :1].repeat(2, axis=0))
    assert np.ptp(surface.path[-1], axis=0).max() > 0.01
    assert comparison.said[0].startswith("gd: ")
    comparison.reset()
    again = comparison.surface()
    assert again is not None
    assert again.iterations == [0]


def test_a_surface_travels_as_its_costs_and_paths() -> None:
    comparison = Comparison(walkers(), paths=True)
    comparison.pull(3, 10, PLENTY)
    message = pack_surface(comparison.surface())
    header, body = unpack(message)
    assert (header["kind"], header["side"], header["networks"]) == ("surface", SIDE, 3)
    costs = np.frombuffer(body, np.float32, SIDE**2)
    surface = comparison.surface()
    assert surface is not None
    np.testing.assert_allclose(costs, surface.costs.ravel(), rtol=1e-6)
    path = np.frombuffer(body, np.float32, offset=costs.nbytes)
    np.testing.assert_allclose(path, surface.path.ravel(), rtol=1e-5)


def test_a_comparison_without_paths_has_no_surface() -> None:
    comparison = Comparison(columns(*THREE))
    assert comparison.surface() is None
    header, body = unpack(pack_surface(None))
    assert (header["kind"], len(body)) == ("surface", 0)
