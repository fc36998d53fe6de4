"""The page on activations: its words are true over the seeds, and each section shows what it says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.diagnostics.linear_layers import draw_layers, multiply_out
from playground.network.activations import ACTIVATIONS
from playground.network.parameters import Parameters
from playground.stage.comparisons import Comparison
from playground.stage.registry import REGISTRY
from playground.training.data import load_data
from playground.training.experiment import Experiment
from playground.training.lockstep import Lockstep
from playground.training.sweep_results import Outcome, SweepResult
from playground.training.sweeps import Sweep, run_sweep
from playground.ui.activation_curve import curve_data
from playground.ui.activations import (
    ADVICE,
    COIN_TOSS,
    ITERATIONS,
    LEARNED,
    SEEDS,
    SITUATIONS,
    SLOPES,
    advice_rows,
    columns,
    experiment,
    measured_rows,
)

ROOT = Path(__file__).resolve().parents[2]
# Large steps are chaotic: the last digit turns a network or two, so the page says "about".
GIVE = 4


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, Outcome]]:
    """What became of the networks of every situation, by activation."""
    found: dict[str, dict[str, Outcome]] = {}
    for name, situation in SITUATIONS.items():
        compared = columns(experiment(situation, situation.rate, situation.seed))
        sweep = Sweep(tuple(each for _, each in compared), SEEDS, ITERATIONS, 500)
        result = SweepResult(sweep)
        for part in run_sweep(sweep, n_jobs=1):
            result.add(part)
        found[name] = {}
        for k, activation in enumerate(ACTIVATIONS):
            outcome = result.outcome(k)
            assert outcome is not None
            found[name][activation] = outcome
    return found


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_what_was_measured_is_so(outcomes: dict[str, dict[str, Outcome]], situation: str, activation: str) -> None:
    right = outcomes[situation][activation].final("train_accuracy")
    assert abs(np.sum(right >= LEARNED) - SITUATIONS[situation].learned[activation]) <= GIVE
    assert abs(np.sum(right < COIN_TOSS) - SITUATIONS[situation].tossing[activation]) <= GIVE


def test_with_moderate_steps_sigmoid_hardly_moves_and_relu_is_quickest(
    outcomes: dict[str, dict[str, Outcome]],
) -> None:
    cost = {name: np.median(its.curves["cost"], axis=0) for name, its in outcomes["moderate"].items()}
    assert cost["sigmoid"][-1] > 0.98 * np.log(2)
    assert cost["linear"][-1] > 0.98 * np.log(2)
    at_1000 = {name: curve[2] for name, curve in cost.items()}
    assert at_1000["relu"] < at_1000["tanh"] < at_1000["sigmoid"]
    assert at_1000["leaky_relu"] < at_1000["tanh"]


def test_with_large_steps_relu_dies_and_leaky_relu_gets_away(outcomes: dict[str, dict[str, Outcome]]) -> None:
    tossing = {
        name: int(np.sum(its.final("train_accuracy") < COIN_TOSS)) for name, its in outcomes["large"].items()
    }
    assert tossing["relu"] >= len(SEEDS) / 3
    assert tossing["leaky_relu"] <= 3


def test_the_networks_that_toss_a_coin_are_those_whose_relu_units_died() -> None:
    situation = SITUATIONS["large"]
    base = experiment(situation, situation.rate, situation.seed)
    lockstep = Lockstep([replace(base, init=replace(base.init, seed=seed)) for seed in SEEDS])
    lockstep.advance(ITERATIONS)
    tossing = np.array([record.train_accuracy < COIN_TOSS for record in lockstep.evaluate()])
    dead = np.array([dead_units(lockstep.parameters(k), lockstep.data.train.X) for k in range(len(SEEDS))])
    assert dead[tossing].mean() > 2 * dead[~tossing].mean()
    assert dead[tossing].mean() > sum(situation.hidden) / 3


def dead_units(parameters: Parameters, X: np.ndarray) -> int:
    """How many hidden ReLU units are 0 for every one of these points."""
    A, dead = X, 0
    for l in range(1, parameters.L):
        A = np.maximum(0, parameters.W[l] @ A + parameters.b[l])
        dead += int(np.sum(~A.any(axis=1)))
    return dead


def test_tables_speak_of_every_activation() -> None:
    assert set(ADVICE) == set(SLOPES) == set(ACTIVATIONS)
    titles = [activation.title for activation in ACTIVATIONS.values()]
    assert [row["Activation"] for row in advice_rows()] == titles
    assert [row["Activation"] for row in measured_rows()] == titles
    assert measured_rows()[2]["Large steps (α = 1)"] == "about 7 of 24, and about 13 toss a coin"


def test_the_picture_has_every_z_with_its_sentence() -> None:
    data = curve_data("sigmoid", 4.0)
    assert len(data["z"]) == len(data["g"]) == len(data["slope"]) == len(data["sentences"]) == 121
    assert data["z"][data["chosen"]] == 4.0
    assert data["low"] < min(data["g"]) and data["high"] > max(data["g"])
    assert curve_data("relu", 100.0)["chosen"] == 120


@pytest.fixture(autouse=True)
def no_runs_left() -> None:
    for token in list(REGISTRY._runs):
        REGISTRY.free(token)


def open_page(section: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "playground" / "ui" / "main.py"), default_timeout=30).run()
    at.switch_page(str(ROOT / "pages" / "activations.py"))
    for key, value in {"act_section": section, **query}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    return at


def comparisons() -> list[Comparison]:
    return [run for run in REGISTRY._runs.values() if isinstance(run, Comparison)]


def test_the_comparison_runs_in_its_section_alone() -> None:
    at = open_page("One unit", act_z="nonsense", act_name="ReLU")
    assert comparisons() == []
    at.segmented_control(key="act_section").set_value("Which to choose").run()
    (comparison,) = comparisons()
    assert comparison.titles == [activation.title for activation in ACTIVATIONS.values()]
    moderate = experiment(SITUATIONS["moderate"], 0.3, 3)
    for name, each in zip(ACTIVATIONS, comparison.experiments, strict=True):
        assert each == replace(moderate, activation=name)
    at.segmented_control(key="act_situation").set_value("large").run()
    assert not at.exception
    (comparison,) = comparisons()
    assert comparison.experiments[0].hidden == (6, 6, 6)
    assert comparison.experiments[0].init.seed == 6
    assert any("toss a coin" in str(table.value) for table in at.table)


def test_the_equations_have_the_numbers_that_are_drawn() -> None:
    at = open_page("Three linear layers", act_layers_seed="7")
    data = load_data(Experiment.from_json({"dataset": {"name": "moons", "n": 200}, "standardize": True}))
    one = multiply_out(draw_layers(7, data.train.X))
    first, second, line = (latex.value for latex in at.latex)
    assert f"{one.W[0, 0]:.3f} & {one.W[0, 1]:.3f}" in first
    assert f"= {one.b[0, 0]:.3f}" in second
    assert f"{abs(one.W[0, 0]):.2f}" in line
    assert any("round-off" in markdown.value for markdown in at.markdown)
    at.number_input(key="act_layers_seed").set_value(8).run()
    assert not at.exception
    assert at.latex[0].value != first
