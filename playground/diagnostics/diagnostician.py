"""The diagnostician: looks at one run again and again, and says the few things that matter most."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from playground.diagnostics.beginning import Beginning
from playground.diagnostics.bias_variance import HIGH_VERDICT, Judgement
from playground.diagnostics.chaos import Shadow, explain_chaos
from playground.diagnostics.curves import find_overfitting, find_rising, recent, since_last_change
from playground.diagnostics.divergence import explain_divergence
from playground.diagnostics.finding import Finding, figure, setting
from playground.diagnostics.plateau import explain_plateau, guessing_cost, is_on_plateau
from playground.diagnostics.probe import LARGE_INIT, Probe, init_words, suitable_init
from playground.diagnostics.run_verdict import best_possible, judge_lately
from playground.diagnostics.units import (
    STEEPEST,
    STILL_SATURATED,
    dead_units,
    find_dead_units,
    find_linear,
    find_saturation,
    find_symmetry,
    layer_is_dead,
    worst_layer,
)
from playground.training.records import History, Record
from playground.training.trainer import Trainer

MOST_FINDINGS = 3

# Units that saturate in training only hold it back where its cost is still this share of guessing's; the second
# keeps a finding that is shown.
STUCK, STILL_STUCK = 0.75, 0.65

# Before so many iterations nobody is stuck.
MOST_PATIENCE = 1000


class Diagnostician:
    """Finds what is so in one trainer's run; changes nothing in it.

    It remembers what it found the last time: a finding leaves at a lower threshold than it came, so that none
    flickers, and what is costly to tell is told once. One thread at a time.
    """

    def __init__(self, trainer: Trainer) -> None:
        """Allocate for the trainer's network."""
        self.trainer = trainer
        self._probe = Probe(trainer)
        self._beginning = Beginning(trainer)
        self._forget()

    def _forget(self) -> None:
        self._iteration = self.trainer.iteration
        self._held: set[str] = set()
        self._shadow = Shadow(self.trainer)
        self._chaos: Finding | None = None
        self._divergence: tuple[tuple[object, ...], Finding | None] | None = None
        self._plateau: tuple[tuple[int, int], Finding | None] | None = None
        self._judgement: Judgement | None = None

    def find(self, history: History) -> list[Finding]:
        """What is so now, most important first, at most MOST_FINDINGS.

        `history` is that of the trainer's run; what its curves show is judged since the last live change.
        """
        if self.trainer.iteration < self._iteration:  # somebody went back
            self._forget()
        self._iteration = self.trainer.iteration
        if self.trainer.diverged_at is not None:
            found = [self._find_divergence()]
        else:
            with np.errstate(over="ignore", invalid="ignore"):
                found = self._look(since_last_change(history))
        shown = [finding for finding in found if finding is not None]
        self._held = {finding.name for finding in shown}
        return shown[:MOST_FINDINGS]

    def _look(self, records: Sequence[Record]) -> list[Finding | None]:
        experiment = self.trainer.experiment
        symmetry = find_symmetry(self.trainer)
        self._judgement = judge_lately(recent(records), self.trainer.data, self._level) if records else None
        underfits = self._underfits()
        linear = find_linear(self.trainer) if underfits else None
        dead = saturated = None
        stuck = False
        if experiment.hidden and not symmetry:
            self._probe.forward()
            if experiment.activation == "relu":
                dead, stuck = self._find_dead(), layer_is_dead(self._probe)
            elif experiment.activation in STEEPEST and underfits:
                saturated = self._find_saturation(records)
        large = self._find_large_init() if underfits and not (symmetry or linear or saturated) else None
        chaotic = self._find_chaos()
        # Shorter steps would not free a network of which a layer is dead, nor mend what it began with. In a
        # chaotic run they are advised already.
        rising = None if stuck or large or chaotic else find_rising(records, experiment, "rising" in self._held)
        overfitting = None
        if self._judgement is not None:
            overfitting = find_overfitting(records, self._judgement, experiment, "overfitting" in self._held)
        stands = underfits and is_on_plateau(records, held=self._plateau is not None)
        explained = symmetry or linear or large or chaotic or stuck or saturated or rising or overfitting
        plateau = self._explain(records, dead is not None) if stands and not explained else None
        if not stands:
            self._plateau = None
        # A few dead units are no trouble where the others do the work, or where something else holds the cost.
        if not stuck and (not stands or explained or plateau):
            dead = None
        if large and stuck:
            large = None  # the dead layer's remedy is the same
        return [symmetry, dead, linear, large, chaotic, rising, overfitting, plateau, saturated]

    @cached_property
    def _level(self) -> float:
        return best_possible(self.trainer.begun.dataset)

    def _underfits(self) -> bool:
        """Whether bias is surely high: the network errs on its training points more than chance and noise can."""
        bias = self._judgement.gap("bias") if self._judgement is not None else None
        return bias is not None and bias.verdict == HIGH_VERDICT

    def _find_chaos(self) -> Finding | None:
        """Whether rounding decides what becomes of the run; said in the same words until something is changed."""
        parting = self._shadow.look()
        if parting is None:
            self._chaos = None
        elif self._chaos is None:
            self._chaos = explain_chaos(self.trainer, parting)
        return self._chaos

    def _find_divergence(self) -> Finding | None:
        learner = self.trainer.learner
        key = (self.trainer.diverged_at, learner.learning_rate, learner.lambd)
        if self._divergence is None or self._divergence[0] != key:
            self._divergence = key, explain_divergence(self.trainer)
        return self._divergence[1]

    def _find_dead(self) -> Finding | None:
        """Dead units, with the remedy that fits: an init where the first weights were large, shorter steps where
        those killed the units, leaky ReLU otherwise."""
        finding = find_dead_units(self.trainer, self._probe, "dead_units" in self._held)
        if finding is None:
            return None
        times = self._beginning.times_suitable
        if times >= LARGE_INIT or times == 0.0:  # of weights that began at 0, no other activation helps
            init = suitable_init("relu")
            return replace(finding, advice=init_words(init), remedy={"init": init})
        if layer_is_dead(self._probe) and self._beginning.inputs_are_large:
            words = f"{finding.words} The inputs are large: {self._beginning.input_words}."
            return replace(finding, words=words, advice="Standardise the inputs", remedy={"standardize": True})
        dead = dead_units(self._probe)
        worst = worst_layer(dead, self._probe.parameters.layer_sizes)
        calm = self._beginning.calmer_rate() if dead[worst] > self._beginning.dead_units[worst] else None
        if calm is None:
            return finding
        return replace(
            finding, advice=f"Start again with α = {setting(calm)}", remedy={"learning_rate": calm, "iteration": 0}
        )

    def _find_large_init(self) -> Finding | None:
        """First weights far too large, in a run that does not fit its points yet."""
        times = self._beginning.times_suitable
        if times < LARGE_INIT:
            return None
        init = suitable_init(self.trainer.experiment.activation)
        words = (
            f"The weights began {figure(times)} times as large as suits this network: its first answers are sure, "
            "many of them wrong, and much of the training goes into taking that back."
        )
        return Finding("large_init", 0, words, init_words(init), {"init": init})

    def _find_saturation(self, records: Sequence[Record]) -> Finding | None:
        """Saturated units, where they hold the network back: it underfits, and it began so or is stuck."""
        held, share = "saturation" in self._held, self._beginning.saturated_share
        limit = (STILL_STUCK if held else STUCK) * guessing_cost(self.trainer)
        early = records[-1].iteration - records[0].iteration < MOST_PATIENCE
        if share < STILL_SATURATED and (early or records[-1].data_cost < limit):
            return None
        return find_saturation(self.trainer, self._probe, self._beginning, held)

    def _explain(self, records: Sequence[Record], partly_dead: bool) -> Finding | None:
        """The plateau: said in the same words until the cost moves, something is changed, or the run is twice as
        long, when the cause may be clearer."""
        when = records[0].iteration, records[-1].iteration.bit_length()
        if self._plateau is None or self._plateau[0] != when:
            self._plateau = when, explain_plateau(self.trainer, self._probe, records, large_enough=partly_dead)
        return self._plateau[1]


def find(trainer: Trainer, history: History) -> list[Finding]:
    """What is so in a run at this moment; to look at one again and again, keep a Diagnostician."""
    return Diagnostician(trainer).find(history)
