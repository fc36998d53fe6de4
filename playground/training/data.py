"""From an experiment to its points: drawn or read, split, standardised."""

from playground.datasets import (
    DATASETS,
    DatasetError,
    Points,
    Splits,
    read_csv,
    split_by_column,
    split_points,
    standardize,
)
from playground.training.checks import ExperimentError
from playground.training.experiment import DatasetSpec, Experiment


def load_data(experiment: Experiment, points: Points | None = None) -> Splits:
    """The train, dev and test points of an experiment, each X (2, m) and Y (1, m).

    `points`, where given, take the place of those that its generator would draw.

    A `test` set of its own takes the place of the split's: the split's train and dev shares then divide all
    of the points. Raises ExperimentError when a file cannot be read or a set would come out too small.
    """
    try:
        splits = _split(experiment, points)
        if experiment.test is not None:
            splits = Splits(splits.train, splits.dev, _points(experiment.test))
        return standardize(splits) if experiment.standardize else splits
    except DatasetError as error:
        raise ExperimentError(str(error)) from error


def explain_labels(experiment: Experiment) -> list[str]:
    """A sentence for each file whose labels are not 0 and 1 themselves: which value became which class.

    Raises ExperimentError where a file cannot be read.
    """
    sentences = []
    for spec in (experiment.dataset, experiment.test):
        if spec is None or spec.path is None:
            continue
        try:
            zero, one = read_csv(spec.path).label_names
        except DatasetError as error:
            raise ExperimentError(str(error)) from error
        if not _are_zero_and_one(zero, one):
            sentences.append(f"In {spec.path} the label {zero!r} is class 0 and {one!r} is class 1.")
    return sentences


def _are_zero_and_one(zero: str, one: str) -> bool:
    try:
        return (float(zero), float(one)) == (0.0, 1.0)
    except ValueError:
        return False


def _split(experiment: Experiment, points: Points | None) -> Splits:
    spec, shares = experiment.dataset, experiment.split
    if spec.path is not None:
        file = read_csv(spec.path)
        if file.split is not None:
            if shares is not None:
                raise ExperimentError("split must be left out: the file's own split column decides.")
            return split_by_column(file.points, file.split)
        points = file.points
    elif points is None:
        points = _points(spec)
    if shares is None:
        return Splits(points, None, None)
    if experiment.test is None:
        return split_points(points, shares.train, shares.dev, shares.test, shares.seed)
    kept = shares.train + shares.dev
    return split_points(points, shares.train / kept, shares.dev / kept, 0.0, shares.seed)


def _points(spec: DatasetSpec) -> Points:
    if spec.path is not None:
        return read_csv(spec.path).points
    assert spec.n is not None
    assert spec.noise is not None
    assert spec.seed is not None
    return DATASETS[spec.name].draw(spec.n, spec.noise, spec.seed)
