"""The experiment: plain data that says everything that decides a run, read from and written to JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from playground.datasets import DATASET_NAMES, DATASETS
from playground.network.activations import ACTIVATIONS
from playground.network.initializers import INITIALIZERS
from playground.network.optimizers import OPTIMIZERS
from playground.training.changes import LIVE_FIELDS, MAX_ITERATION, Change, check_changes
from playground.training.checks import ExperimentError, choice, flag, number, record, text, whole

# Borders of what is accepted. The largest seed is RandomState's; the others are where a run on one machine
# stops being something to wait for.
MAX_SEED = 2**32 - 1
MAX_POINTS = 20_000
MIN_POINTS = 10
MAX_LAYERS = 100
MAX_UNITS = 512
MAX_LEARNING_RATE = 1000.0
MAX_STRENGTH = 1e6
MAX_SCALE = 1000.0
MAX_NOISE = 100.0


@dataclass(frozen=True)
class DatasetSpec:
    """Which points: a generator with its size, noise and seed, or a CSV file."""

    name: str
    n: int | None = None
    noise: float | None = None
    seed: int | None = None
    path: str | None = None

    @classmethod
    def from_json(cls, field: str, value: Any, default_seed: int) -> "DatasetSpec":
        """Read {"name": …}; what is left out takes the generator's own defaults."""
        known = record(field, value, [f.name for f in fields(cls)])
        name = choice(f"{field}.name", known.get("name"), DATASET_NAMES)
        if name == "csv":
            record(field, value, ["name", "path"])
            return cls(name, path=text(f"{field}.path", known.get("path")))
        if "path" in known:
            raise ExperimentError(f"{field}.path is only for csv: {name} accepts n, noise and seed.")
        recipe = DATASETS[name]
        return cls(
            name,
            whole(f"{field}.n", known.get("n", recipe.n), MIN_POINTS, MAX_POINTS),
            number(f"{field}.noise", known.get("noise", recipe.noise), 0.0, MAX_NOISE),
            whole(f"{field}.seed", known.get("seed", default_seed), 0, MAX_SEED),
        )


@dataclass(frozen=True)
class SplitSpec:
    """Which share of the points goes into each set."""

    train: float = 1.0
    dev: float = 0.0
    test: float = 0.0
    seed: int = 0

    @classmethod
    def from_json(cls, value: Any) -> "SplitSpec":
        """Read {"train": …, "dev": …, "test": …, "seed": …}; the shares must sum to 1."""
        known = record("split", value, [f.name for f in fields(cls)])
        dev = number("split.dev", known.get("dev", 0.0), 0.0, 1.0)
        test = number("split.test", known.get("test", 0.0), 0.0, 1.0)
        train = number("split.train", known.get("train", 1.0 - dev - test), 0.0, 1.0, above=True)
        if abs(train + dev + test - 1.0) > 1e-6:
            raise ExperimentError(
                f"split must have train, dev and test that sum to 1, not to {train + dev + test:g}."
            )
        return cls(train, dev, test, whole("split.seed", known.get("seed", 0), 0, MAX_SEED))


@dataclass(frozen=True)
class InitSpec:
    """How the first weights are drawn."""

    name: str = "he"
    scale: float = 1.0
    seed: int = 3

    @classmethod
    def from_json(cls, value: Any) -> "InitSpec":
        """Read {"name": …, "scale": …, "seed": …}."""
        known = record("init", value, [f.name for f in fields(cls)])
        return cls(
            choice("init.name", known.get("name", cls.name), INITIALIZERS),
            number("init.scale", known.get("scale", cls.scale), 0.0, MAX_SCALE),
            whole("init.seed", known.get("seed", cls.seed), 0, MAX_SEED),
        )


@dataclass(frozen=True)
class OptimizerSpec:
    """How a gradient becomes a step. `decay_rate` is that of α₀ / (1 + decay_rate · epoch)."""

    name: str = "gd"
    learning_rate: float = 0.01
    decay_rate: float = 0.0

    @classmethod
    def from_json(cls, value: Any) -> "OptimizerSpec":
        """Read {"name": …, "learning_rate": …, "decay_rate": …}."""
        known = record("optimizer", value, [f.name for f in fields(cls)])
        rate = known.get("learning_rate", cls.learning_rate)
        return cls(
            choice("optimizer.name", known.get("name", cls.name), OPTIMIZERS),
            number("optimizer.learning_rate", rate, 0.0, MAX_LEARNING_RATE, above=True),
            number("optimizer.decay_rate", known.get("decay_rate", cls.decay_rate), 0.0, MAX_STRENGTH),
        )


@dataclass(frozen=True)
class Experiment:
    """Everything that decides a run. Build it with `from_json`, which checks it.

    `changes` are made on the way, each before the update of its iteration, so that a run in which somebody
    changed something can be run again.
    """

    dataset: DatasetSpec
    test: DatasetSpec | None = None
    split: SplitSpec | None = None
    standardize: bool = False
    hidden: tuple[int, ...] = (10, 5)
    activation: str = "relu"
    init: InitSpec = InitSpec()
    optimizer: OptimizerSpec = OptimizerSpec()
    batch_size: int | None = None
    lambd: float = 0.0
    l1: float = 0.0
    keep_prob: float | tuple[float, ...] = 1.0
    dropout_seed: int = 1
    iterations: int = 15000
    changes: tuple[Change, ...] = ()

    @classmethod
    def from_json(cls, value: Any) -> "Experiment":
        """Read the JSON object of the command line.

        Raises ExperimentError with a sentence that names the field and says what it accepts.
        """
        known = record("the experiment", value, [f.name for f in fields(cls)])
        if "dataset" not in known:
            raise ExperimentError('dataset is missing: name one, as in {"dataset": {"name": "circles"}}.')

        def given(field: str) -> Any:
            return known.get(field, getattr(cls, field, None))

        hidden = check_hidden(given("hidden"))
        experiment = cls(
            dataset=DatasetSpec.from_json("dataset", known["dataset"], default_seed=1),
            test=None if given("test") is None else DatasetSpec.from_json("test", known["test"], default_seed=2),
            split=None if given("split") is None else SplitSpec.from_json(known["split"]),
            standardize=flag("standardize", given("standardize")),
            hidden=hidden,
            activation=choice("activation", given("activation"), ACTIVATIONS),
            init=InitSpec.from_json(known.get("init", {})),
            optimizer=OptimizerSpec.from_json(known.get("optimizer", {})),
            batch_size=None
            if given("batch_size") is None
            else whole("batch_size", known["batch_size"], 1, MAX_POINTS),
            lambd=number("lambd", given("lambd"), 0.0, MAX_STRENGTH),
            l1=number("l1", given("l1"), 0.0, MAX_STRENGTH),
            keep_prob=check_keep_prob(given("keep_prob"), len(hidden)),
            dropout_seed=whole("dropout_seed", given("dropout_seed"), 0, MAX_SEED),
            iterations=whole("iterations", given("iterations"), 0, MAX_ITERATION),
            changes=check_changes(given("changes"), (2, *hidden, 1)),
        )
        for change in experiment.changes:
            experiment.with_change(change)
        return experiment

    def to_json(self) -> dict[str, Any]:
        """The same experiment as JSON, with every default written out and what does not apply left out."""
        written = asdict(self)
        for spec in ("dataset", "test"):
            if written[spec] is not None:
                written[spec] = {key: value for key, value in written[spec].items() if value is not None}
        written["hidden"] = list(self.hidden)
        written["keep_prob"] = list(self.keep_prob) if isinstance(self.keep_prob, tuple) else self.keep_prob
        if not self.optimizer.decay_rate:
            del written["optimizer"]["decay_rate"]
        del written["changes"]
        if self.changes:
            written["changes"] = [change.to_json() for change in self.changes]
        return written

    @property
    def layer_sizes(self) -> tuple[int, ...]:
        """n[0], …, n[L]: two inputs, the hidden layers, one output."""
        return (2, *self.hidden, 1)

    @property
    def learning_rate(self) -> float:
        """α of the optimiser."""
        return self.optimizer.learning_rate

    @property
    def keep_probs(self) -> tuple[float, ...]:
        """keep_prob of each hidden layer."""
        return self.keep_prob if isinstance(self.keep_prob, tuple) else (self.keep_prob,) * len(self.hidden)

    def with_live(self, **changes: Any) -> "Experiment":
        """The experiment with other values for some of LIVE_FIELDS, checked like the JSON; `changes` stay."""
        written = replace(self, changes=()).to_json()
        for field, value in changes.items():
            choice("the changed field", field, LIVE_FIELDS)
            if field == "learning_rate":
                written["optimizer"] = {**written["optimizer"], "learning_rate": value}
            else:
                written[field] = value
        return replace(Experiment.from_json(written), changes=self.changes)

    def with_change(self, change: Change) -> "Experiment":
        """The experiment with the values that hold after a change; a weight set by hand is no part of it."""
        return self if change.place else self.with_live(**{change.field: change.value})

    def begins_like(self, other: "Experiment") -> bool:
        """Whether the two differ in nothing but LIVE_FIELDS, changes and the number of iterations."""
        same = {field: value for field, value in live_values(other).items() if field != "learning_rate"}
        optimizer = replace(self.optimizer, learning_rate=other.learning_rate)
        return (
            replace(self, **same, optimizer=optimizer, iterations=other.iterations, changes=other.changes) == other
        )


def begin_at_once(experiment: Experiment) -> Experiment:
    """Return the experiment that begins with the live values that its changes set before the first update.

    It runs as the given one does, number for number.
    """
    at_once = [change for change in experiment.changes if change.iteration == 0 and change.place is None]
    for change in at_once:
        experiment = experiment.with_change(change)
    return replace(experiment, changes=tuple(change for change in experiment.changes if change not in at_once))


def live_values(experiment: Experiment) -> dict[str, Any]:
    """The values of LIVE_FIELDS."""
    return {field: getattr(experiment, field) for field in LIVE_FIELDS}


def live_changes(old: Experiment, new: Experiment) -> Mapping[str, Any]:
    """The live fields in which `new` differs from `old`, with their new values."""
    before = live_values(old)
    return {field: value for field, value in live_values(new).items() if value != before[field]}


def check_hidden(value: Any) -> tuple[int, ...]:
    """Units of the hidden layers; [] is logistic regression."""
    if not isinstance(value, list | tuple) or len(value) > MAX_LAYERS:
        raise ExperimentError(
            f"hidden must be a list of at most {MAX_LAYERS} layer sizes, as in [10, 5], "
            "or [] for logistic regression."
        )
    return tuple(whole(f"hidden[{i}]", units, 1, MAX_UNITS) for i, units in enumerate(value))


def check_keep_prob(value: Any, layers: int) -> float | tuple[float, ...]:
    """One probability for all hidden layers, or a list with one each."""
    if not isinstance(value, list | tuple):
        return number("keep_prob", value, 0.0, 1.0, above=True)
    if len(value) != layers:
        raise ExperimentError(
            f"keep_prob must be one number, or a list with one for each of the {layers} hidden layers, "
            f"not a list of {len(value)}."
        )
    return tuple(number(f"keep_prob[{i}]", keep, 0.0, 1.0, above=True) for i, keep in enumerate(value))
