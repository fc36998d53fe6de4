"""Experiments: the JSON goes round, and everything that is not one is refused by a sentence naming the field."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.datasets import DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.training.checks import ExperimentError
from playground.training.experiment import (
    DatasetSpec,
    Experiment,
    InitSpec,
    OptimizerSpec,
    SplitSpec,
    live_changes,
)

WHOLE_EXAMPLE = {
    "dataset": {"name": "circles", "n": 300, "noise": 0.05, "seed": 1},
    "test": {"name": "circles", "n": 100, "noise": 0.05, "seed": 2},
    "split": {"train": 0.6, "dev": 0.2, "test": 0.2, "seed": 0},
    "standardize": False,
    "hidden": [10, 5],
    "activation": "relu",
    "init": {"name": "he", "scale": 1.0, "seed": 3},
    "optimizer": {"name": "gd", "learning_rate": 0.01},
    "batch_size": None,
    "lambd": 0.0,
    "l1": 0.0,
    "keep_prob": 1.0,
    "dropout_seed": 1,
    "iterations": 15000,
}
SEEDS = st.integers(0, 2**32 - 1)


def experiment(**fields: Any) -> Experiment:
    """An experiment on circles with these fields."""
    return Experiment.from_json({"dataset": {"name": "circles"}, **fields})


def datasets() -> st.SearchStrategy[dict[str, Any]]:
    """Valid dataset objects, with some keys left out."""
    drawn = st.fixed_dictionaries(
        {"name": st.sampled_from(list(DATASETS))},
        optional={"n": st.integers(10, 20_000), "noise": st.floats(0, 100), "seed": SEEDS},
    )
    return drawn | st.fixed_dictionaries({"name": st.just("csv"), "path": st.text(min_size=1)})


@st.composite
def splits(draw: st.DrawFn) -> dict[str, Any]:
    """Valid shares that sum to 1."""
    dev, test = draw(st.floats(0, 0.45)), draw(st.floats(0, 0.45))
    return {"train": 1 - dev - test, "dev": dev, "test": test, "seed": draw(SEEDS)}


@st.composite
def experiments(draw: st.DrawFn) -> dict[str, Any]:
    """Valid JSON objects, with any of the keys left out but the data set."""
    hidden = draw(st.lists(st.integers(1, 512), max_size=8))
    probability = st.floats(0, 1, exclude_min=True)
    keep_prob = st.lists(probability, min_size=len(hidden), max_size=len(hidden))
    given = draw(
        st.fixed_dictionaries(
            {"dataset": datasets()},
            optional={
                "test": st.none() | datasets(),
                "split": st.none() | splits(),
                "standardize": st.booleans(),
                "activation": st.sampled_from(list(ACTIVATIONS)),
                "init": st.fixed_dictionaries(
                    {},
                    optional={
                        "name": st.sampled_from(list(INITIALIZERS)),
                        "scale": st.floats(0, 1000),
                        "seed": SEEDS,
                    },
                ),
                "optimizer": st.fixed_dictionaries(
                    {},
                    optional={
                        "name": st.sampled_from(list(OPTIMIZERS)),
                        "learning_rate": st.floats(0, 1000, exclude_min=True),
                        "decay_rate": st.floats(0, 1e6),
                    },
                ),
                "batch_size": st.none() | st.integers(1, 20_000),
                "lambd": st.floats(0, 1e6),
                "l1": st.floats(0, 1e6),
                "dropout_seed": SEEDS,
                "iterations": st.integers(0, 100_000_000),
            },
        )
    )
    return {**given, "hidden": hidden, "keep_prob": draw(probability | keep_prob)}


@given(experiments())
@settings(max_examples=200, deadline=None)
def test_the_json_goes_round(value: dict[str, Any]) -> None:
    read = Experiment.from_json(value)
    written = json.dumps(read.to_json(), allow_nan=False)
    assert Experiment.from_json(json.loads(written)) == read
    assert Experiment.from_json(json.loads(written)).to_json() == json.loads(written)


@given(experiments())
@settings(max_examples=100, deadline=None)
def test_what_was_given_is_what_is_written(value: dict[str, Any]) -> None:
    written = Experiment.from_json(value).to_json()
    for key, part in value.items():
        if isinstance(part, dict):
            # A decay rate of 0 is the default that is not written out.
            assert {k: v for k, v in part.items() if (k, v) != ("decay_rate", 0)}.items() <= written[key].items()
        else:
            assert written[key] == part


def test_the_whole_example_is_accepted_and_written_back_as_it_is() -> None:
    assert Experiment.from_json(WHOLE_EXAMPLE).to_json() == WHOLE_EXAMPLE


def test_only_the_data_set_is_needed_and_defaults_are_the_examples() -> None:
    expected = {**WHOLE_EXAMPLE, "test": None, "split": None}
    assert experiment().to_json() == expected


def test_sizes_follow_from_the_hidden_layers() -> None:
    assert experiment(hidden=[4, 3]).layer_sizes == (2, 4, 3, 1)
    assert experiment(hidden=[]).layer_sizes == (2, 1)
    assert experiment(hidden=[4, 3], keep_prob=0.8).keep_probs == (0.8, 0.8)
    assert experiment(hidden=[4, 3], keep_prob=[0.8, 1]).keep_probs == (0.8, 1.0)
    assert experiment(hidden=[], keep_prob=0.8).keep_probs == ()


def test_whole_numbers_written_with_a_point_are_whole() -> None:
    assert experiment(hidden=[4.0], iterations=1e3).hidden == (4,)
    assert experiment(iterations=1e3).iterations == 1000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hidden", [1] * 100),
        ("hidden", [512]),
        ("batch_size", 1),
        ("keep_prob", 1e-300),
        ("lambd", 1e6),
        ("iterations", 0),
        ("dropout_seed", 2**32 - 1),
        ("init", {"scale": 0}),
        ("optimizer", {"learning_rate": 1000}),
        ("dataset", {"name": "circles", "n": 10}),
        ("dataset", {"name": "circles", "n": 20_000, "noise": 100}),
        ("split", {"dev": 0.2, "test": 0.2}),
    ],
)
def test_the_ends_of_every_range_are_accepted(field: str, value: Any) -> None:
    experiment(**{field: value})


BAD_NUMBERS = [math.nan, math.inf, -math.inf, True, False, "1", None, [], {}, 10**400, -(10**400), -1]
BAD_TEXTS = [None, True, 1, "", "circle", "RELU", [], {}, math.nan]

NUMBERS = [
    "lambd",
    "l1",
    "keep_prob",
    "dropout_seed",
    "iterations",
    "batch_size",
    "hidden[0]",
    "keep_prob[1]",
    "dataset.n",
    "dataset.noise",
    "dataset.seed",
    "test.n",
    "test.noise",
    "test.seed",
    "split.train",
    "split.dev",
    "split.test",
    "split.seed",
    "init.scale",
    "init.seed",
    "optimizer.learning_rate",
    "optimizer.decay_rate",
]
TEXTS = ["activation", "dataset.name", "test.name", "init.name", "optimizer.name"]


def with_bad(field: str, value: Any) -> dict[str, Any]:
    """The whole example with one value in it replaced: `a`, `a.b` or `a[i]`."""
    changed = json.loads(json.dumps(WHOLE_EXAMPLE))
    changed["keep_prob"] = [1.0, 1.0]
    if "[" in field:
        key, index = field.removesuffix("]").split("[")
        changed[key][int(index)] = value
    elif "." in field:
        outer, inner = field.split(".")
        changed[outer][inner] = value
    else:
        changed[field] = value
    return changed


def refusal(value: Any) -> str:
    """The one line with which an experiment is refused."""
    with pytest.raises(ExperimentError) as refused:
        Experiment.from_json(value)
    message = str(refused.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < 400
    return message


def reads_as_something_else(field: str, value: Any) -> bool:
    """null is the full batch, and a list for keep_prob is one for each layer, which has a test of its own."""
    return (field == "batch_size" and value is None) or (field == "keep_prob" and value == [])


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field in NUMBERS for value in BAD_NUMBERS if not reads_as_something_else(field, value)],
    ids=lambda value: repr(value)[:25],
)
def test_what_is_no_number_is_refused_by_name(field: str, value: Any) -> None:
    message = refusal(with_bad(field, value))
    assert message.startswith(f"{field} must be a ")
    assert "number" in message


@pytest.mark.parametrize("value", BAD_TEXTS, ids=repr)
@pytest.mark.parametrize("field", TEXTS)
def test_what_is_no_known_name_is_refused_with_those_that_are(field: str, value: Any) -> None:
    assert refusal(with_bad(field, value)).startswith(f"{field} must be one of ")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("lambd", -0.1, "lambd must be a number from 0 to 1e+06, not -0.1."),
        ("lambd", 1e7, "lambd must be a number from 0 to 1e+06, not 10000000.0."),
        ("keep_prob", 0, "keep_prob must be a number above 0 to 1, not 0."),
        ("keep_prob", 1.01, "keep_prob must be a number above 0 to 1, not 1.01."),
        ("optimizer.learning_rate", 0, "optimizer.learning_rate must be a number above 0 to 1000, not 0."),
        ("iterations", 0.5, "iterations must be a whole number from 0 to 100000000, not 0.5."),
        ("batch_size", 0, "batch_size must be a whole number from 1 to 20000, not 0."),
        ("dataset.n", 9, "dataset.n must be a whole number from 10 to 20000, not 9."),
        ("init.seed", 2**32, "init.seed must be a whole number from 0 to 4294967295, not 4294967296."),
        ("standardize", 1, "standardize must be true or false, not 1."),
        ("standardize", "yes", "standardize must be true or false, not 'yes'."),
        ("hidden[1]", 0, "hidden[1] must be a whole number from 1 to 512, not 0."),
        ("hidden[1]", 513, "hidden[1] must be a whole number from 1 to 512, not 513."),
        (
            "activation",
            "swish",
            "activation must be one of sigmoid, tanh, relu, leaky_relu, linear, not 'swish'.",
        ),
    ],
)
def test_the_sentence_says_what_is_accepted_and_what_was_given(field: str, value: Any, sentence: str) -> None:
    assert refusal(with_bad(field, value)) == sentence


@pytest.mark.parametrize("value", [None, 10, "10", True, {"a": 1}, [1] * 101])
def test_hidden_must_be_a_list_of_layers(value: Any) -> None:
    assert refusal(with_bad("hidden", value)).startswith("hidden must be a list of at most 100 layer sizes")


@pytest.mark.parametrize("value", [[], [0.5], [0.5] * 3])
def test_keep_prob_must_be_one_for_each_layer(value: list[float]) -> None:
    message = refusal(with_bad("keep_prob", value))
    assert message.startswith("keep_prob must be one number, or a list with one for each of the 2 hidden layers")
    assert message.endswith(f"not a list of {len(value)}.")


@pytest.mark.parametrize("field", ["dataset", "test", "split", "init", "optimizer"])
@pytest.mark.parametrize("value", ["he", 1, True, [], math.nan])
def test_what_must_be_an_object_is_refused_otherwise(field: str, value: Any) -> None:
    assert refusal(with_bad(field, value)).startswith(f"{field} must be an object with the keys ")


@pytest.mark.parametrize("value", [None, [], "circles", 3, True])
def test_an_experiment_must_be_an_object(value: Any) -> None:
    assert refusal(value).startswith("the experiment must be an object with the keys dataset, test, ")


@pytest.mark.parametrize("field", ["", "dataset.", "test.", "split.", "init.", "optimizer."])
@pytest.mark.parametrize("key", ["lambda", "Seed", "", "a\nb", "x" * 1000])
def test_unknown_keys_are_refused_at_every_level(field: str, key: str) -> None:
    bad = with_bad("lambd", 0.0)
    (bad[field[:-1]] if field else bad)[key] = 1
    message = refusal(bad)
    assert message.startswith(field)
    assert "is not a known key" in message


def test_the_data_set_must_be_there() -> None:
    assert refusal({}).startswith("dataset is missing")
    assert refusal({"dataset": {}}).startswith("dataset.name must be one of ")


def test_a_csv_has_a_path_and_no_more_and_the_others_have_none() -> None:
    assert refusal({"dataset": {"name": "csv"}}).startswith("dataset.path must be a text")
    assert refusal({"dataset": {"name": "csv", "path": ""}}).startswith("dataset.path must be a text")
    assert "dataset.n is not a known key" in refusal({"dataset": {"name": "csv", "path": "a.csv", "n": 10}})
    assert refusal({"dataset": {"name": "moons", "path": "a.csv"}}).startswith("dataset.path is only for csv")


def test_shares_must_sum_to_1() -> None:
    assert (
        refusal(with_bad("split.train", 0.7)) == "split must have train, dev and test that sum to 1, not to 1.1."
    )
    assert experiment(split={"dev": 0.3}).split == SplitSpec(0.7, 0.3, 0.0, 0)


def test_shares_written_in_thirds_are_near_enough() -> None:
    assert experiment(split={"train": 0.3333334, "dev": 0.3333333, "test": 0.3333333}).split is not None


@given(experiments())
@settings(max_examples=60, deadline=None)
def test_an_experiment_begins_like_itself_with_other_live_values(value: dict[str, Any]) -> None:
    first = Experiment.from_json(value)
    second = first.with_live(learning_rate=0.123, lambd=0.5, l1=0.25, keep_prob=0.9)
    assert (second.learning_rate, second.lambd, second.l1, second.keep_prob) == (0.123, 0.5, 0.25, 0.9)
    assert first.begins_like(second)
    assert second.begins_like(first)
    assert first.with_live(**live_changes(first, second)) == second
    assert live_changes(second, second) == {}


@pytest.mark.parametrize(
    "other",
    [
        {"hidden": [4]},
        {"activation": "tanh"},
        {"init": {"seed": 4}},
        {"optimizer": {"name": "adam"}},
        {"optimizer": {"decay_rate": 0.1}},
        {"batch_size": 10},
        {"dropout_seed": 2},
        {"standardize": True},
        {"split": {"dev": 0.5}},
        {"test": {"name": "circles"}},
        {"dataset": {"name": "circles", "seed": 9}},
    ],
)
def test_what_is_not_live_begins_another_run(other: dict[str, Any]) -> None:
    assert not experiment().begins_like(experiment(**other))


def test_more_iterations_go_on_with_the_same_run() -> None:
    assert experiment().begins_like(experiment(iterations=5))


def test_live_changes_tells_only_what_differs() -> None:
    changed = experiment(optimizer={"learning_rate": 0.5}, keep_prob=[0.5, 1.0], hidden=[4, 3])
    assert live_changes(experiment(hidden=[4, 3]), changed) == {"learning_rate": 0.5, "keep_prob": (0.5, 1.0)}


def test_with_live_keeps_the_rest_and_checks() -> None:
    first = Experiment.from_json({**WHOLE_EXAMPLE, "optimizer": {"name": "adam", "decay_rate": 0.5}})
    assert first.with_live(learning_rate=2).optimizer == OptimizerSpec("adam", 2.0, 0.5)
    assert first.with_live(keep_prob=(0.5, 0.6)).keep_prob == (0.5, 0.6)
    assert first.with_live() == first
    with pytest.raises(ExperimentError, match="optimizer.learning_rate must be a number above 0"):
        first.with_live(learning_rate=-1)
    with pytest.raises(ExperimentError, match="one for each of the 2 hidden layers"):
        first.with_live(keep_prob=[0.5])
    with pytest.raises(ExperimentError, match="must be one of learning_rate, lambd, l1, keep_prob, not 'hidden'"):
        first.with_live(hidden=[3])


def test_parts_read_by_themselves_have_defaults_of_their_own() -> None:
    assert InitSpec.from_json({}) == InitSpec("he", 1.0, 3)
    assert OptimizerSpec.from_json({}) == OptimizerSpec("gd", 0.01, 0.0)
    assert DatasetSpec.from_json("test", {"name": "moons"}, 2) == DatasetSpec("moons", 300, 0.2, 2)


def test_a_test_set_without_a_seed_is_not_the_training_set_again() -> None:
    read = experiment(test={"name": "circles"})
    assert read.test is not None
    assert (read.dataset.seed, read.test.seed) == (1, 2)
