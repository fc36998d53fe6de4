"""The command line: train an experiment or check its gradient, one JSON object a line."""

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playground.network.gradient_check import check_gradient
from playground.training.checks import ExperimentError
from playground.training.data import explain_labels
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

BACKSLASHES = r'In JSON a backslash is written twice, as in "C:\\data\\points.csv"; a forward slash works, too.'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, or 2 for an experiment that cannot be run."""
    parser = argparse.ArgumentParser(prog="python -m playground", description="Train a network in NumPy.")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="train and print the figures, one JSON object a line")
    train.add_argument("--every", type=int, default=1000, metavar="N", help="iterations between records")
    gradcheck = commands.add_parser("gradcheck", help="check backpropagation at the initial weights")
    for command in (train, gradcheck):
        command.add_argument("experiment", metavar="EXPERIMENT.json", help="a file, or - for standard input")
    options = parser.parse_args(arguments)
    if options.command == "train" and options.every < 1:
        train.error("--every must be a whole number from 1")
    try:
        experiment = read_experiment(options.experiment)
        trainer = Trainer(experiment)
        for sentence in explain_labels(experiment):
            print(" ".join(sentence.split()), file=sys.stderr)
        if options.command == "train":
            for line in train_lines(trainer, options.every):
                print(json.dumps(line, allow_nan=False), flush=True)
        else:
            print(json.dumps(gradient_report(trainer), allow_nan=False))
    except ExperimentError as error:
        print(" ".join(str(error).split()), file=sys.stderr)  # one line, whatever a path may hold
        return 2
    except BrokenPipeError:  # the reader has seen enough, as in `… | head -1`
        sys.stderr.close()
    except KeyboardInterrupt:
        return 130
    return 0


def read_experiment(path: str) -> Experiment:
    """Return the experiment in a JSON file, or on standard input for "-".

    The text may be UTF-8, UTF-16 or UTF-32, with or without a byte order mark, whichever way it comes in. Raises
    ExperimentError, in one line, where there is no experiment.
    """
    try:
        written = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        value = json.loads(written)
    except OSError as error:
        raise ExperimentError(
            f"EXPERIMENT.json must be a file that can be read: {path}: {error.strerror}."
        ) from error
    except (ValueError, RecursionError) as error:
        hint = f" {BACKSLASHES}" if "escape" in str(error) else ""
        raise ExperimentError(f"EXPERIMENT.json must hold one JSON object: {path}: {error}.{hint}") from error
    return Experiment.from_json(value)


def train_lines(trainer: Trainer, every: int) -> Iterator[dict[str, Any]]:
    """A record before every `every`-th update, and one with `final` after the last.

    Where the network diverges, the last line describes it as it was before, and `diverged_at` names the
    iteration whose update broke it.
    """
    iterations = trainer.experiment.iterations
    while trainer.iteration < iterations and trainer.diverged_at is None:
        yield trainer.evaluate().to_json()
        show_progress(trainer.iteration, iterations)
        trainer.advance(min(every, iterations - trainer.iteration))
    show_progress(trainer.iteration, iterations, done=True)
    final: dict[str, Any] = {"final": True, **trainer.evaluate().to_json()}
    if trainer.diverged_at is not None:
        final["diverged_at"] = trainer.diverged_at
        print(f"Training diverged at iteration {trainer.diverged_at}.", file=sys.stderr)
    yield final


def show_progress(iteration: int, iterations: int, done: bool = False) -> None:
    """A bar on standard error, where that is a terminal."""
    if sys.stderr.isatty():
        width = 40
        filled = width if not iterations else width * iteration // iterations
        bar = "#" * filled + "." * (width - filled)
        print(f"\r{bar} {iteration}/{iterations}", end="\n" if done else "", file=sys.stderr, flush=True)


def gradient_report(trainer: Trainer) -> dict[str, Any]:
    """Return the gradient check at the initial weights on the training set, dropout off, as the page shows it.

    A difference is None where every parameter's nudge crosses a kink, so that there is nothing to compare.
    """
    if any(keep < 1.0 for keep in trainer.experiment.keep_probs):
        print("Checked with dropout off: random masks have no gradient to compare.", file=sys.stderr)
    learner, train = trainer.learner, trainer.data.train
    experiment = trainer.experiment
    checked = check_gradient(
        train.X, train.Y, learner.parameters, learner.activation, experiment.lambd, experiment.l1
    )
    taken, P = checked.chosen.size, learner.parameters.theta.size
    if taken < P:
        print(f"Checked {taken} of {P} parameters, evenly chosen from every block.", file=sys.stderr)
    return {
        "difference": _or_none(checked.whole.difference),
        "verdict": checked.verdict,
        "kinks": {"count": len(checked.kinks), "parameters": checked.kinks},
        "blocks": {
            name: {"difference": _or_none(block.difference), "verdict": block.verdict}
            for name, block in checked.blocks.items()
        },
    }


def _or_none(difference: float) -> float | None:
    return None if math.isnan(difference) else difference
