"""Findings against the teacher's table: none wrong, none missing, at two playing speeds, and their cures cure."""

from dataclasses import dataclass, replace
from functools import cache

import pytest
from teachers_table import AT_START, ITERATIONS, OF_PRESETS, TABLE, Row

from playground.datasets import DATASETS
from playground.diagnostics import Diagnostician, Finding, apply_remedy
from playground.training.experiment import Experiment
from playground.training.on_record import MOST_BETWEEN_RECORDS
from playground.training.records import History, Record
from playground.training.trainer import Trainer
from playground.ui.presets import PRESETS

SLOW = 10  # iterations from one keyframe to the next
FAST = 1000
BETWEEN_LOOKS = 50


@dataclass
class Watch:
    """What is found by somebody who plays at one speed; `said` at ITERATIONS, `ever` at any look."""

    stride: int
    history: History
    diagnostician: Diagnostician
    said: dict[int, list[Finding]]
    ever: set[str]

    def see(self, trainer: Trainer, record: Record) -> None:
        """A record, where this speed has one, and a look, where it takes one."""
        at = record.iteration
        if at % min(self.stride, MOST_BETWEEN_RECORDS) == 0:
            self.history.add(record)
        self.history.changes = trainer.changes
        if at % max(self.stride, BETWEEN_LOOKS) == 0 or at in ITERATIONS:
            found = self.diagnostician.find(self.history)
            self.ever |= {finding.name for finding in found}
            if at in ITERATIONS:
                self.said[at] = found


@cache
def watched(title: str) -> tuple[Trainer, list[Watch]]:
    """A run of the table, trained once and watched at both speeds."""
    row = next(row for row in TABLE if row.title == title)
    trainer = Trainer(Experiment.from_json(row.experiment))
    watches = [Watch(stride, History(), Diagnostician(trainer), {}, set()) for stride in (SLOW, FAST)]
    for at in range(0, ITERATIONS[-1] + 1, SLOW):
        trainer.advance(at - trainer.iteration)
        record = trainer.evaluate()
        for watch in watches:
            watch.see(trainer, record)
    return trainer, watches


def allowed(cell: str) -> set[str]:
    return {name.strip("?") for name in cell.replace("|", " ").split()}


def needed(cell: str) -> list[set[str]]:
    return [set(part.split("|")) for part in cell.split() if not part.endswith("?")]


def titles(rows: list[Row]) -> list[str]:
    return [row.title for row in rows]


@pytest.mark.parametrize("row", TABLE, ids=titles(TABLE))
def test_what_is_found_is_what_a_teacher_says(row: Row) -> None:
    for watch in watched(row.title)[1]:
        for at, cell in zip(ITERATIONS, row.cells, strict=True):
            names = {finding.name for finding in watch.said[at]}
            told = f"{row.title} at {at}, {watch.stride} a keyframe: {watch.said[at]}"
            assert names <= allowed(cell), told
            assert all(names & ways for ways in needed(cell)), told
        assert watch.ever <= allowed(" ".join(row.cells)) | allowed(row.passing), row.title


@pytest.mark.parametrize("row", [row for row in TABLE if row.cure], ids=lambda row: row.title)
def test_a_cure_changes_what_holds_the_run_back_and_helps(row: Row) -> None:
    trainer, watches = watched(row.title)
    for watch in watches:
        finding = next(found for found in watch.said[ITERATIONS[-1]] if found.name in allowed(row.cells[-1]))
        assert set(row.cure) <= set(finding.remedy), (watch.stride, finding)
    before = trainer.evaluate()
    after = cured(trainer, finding)
    if finding.name == "overfitting":
        assert after.dev_cost is not None and before.dev_cost is not None
        assert after.dev_cost < 0.9 * before.dev_cost
    elif row.title != "init-zeros":  # at its small α this one takes ten thousand iterations
        assert after.train_accuracy > before.train_accuracy + 0.015


def cured(trainer: Trainer, finding: Finding) -> Record:
    """What the network achieves after as many iterations with the remedy as the page's button gives it."""
    fields = {name: value for name, value in finding.remedy.items() if name != "iteration"}
    if finding.remedy.get("iteration"):
        again = Trainer(replace(trainer.begun, changes=()))
        again.advance(finding.remedy["iteration"])
        again.change(**fields)
    else:
        again = Trainer(apply_remedy(trainer.experiment, finding.remedy))
    again.advance(ITERATIONS[-1])
    return again.evaluate()


def test_who_takes_the_advice_against_overfitting_again_and_again_does_not_go_in_circles() -> None:
    trainer, _ = watched("20 units for 120 points")
    experiment, taken = trainer.begun, []
    for _ in range(4):
        again, history = Trainer(experiment), History()
        diagnostician = Diagnostician(again)
        found: list[Finding] = []
        while again.iteration < ITERATIONS[-1] and not found:
            history.add(again.evaluate())
            again.advance(BETWEEN_LOOKS)
            found = [one for one in diagnostician.find(history) if one.name == "overfitting"]
        if not found:
            break
        taken.append(found[0].advice.partition("use ")[2])
        fields = {name: value for name, value in found[0].remedy.items() if name != "iteration"}
        experiment = apply_remedy(experiment, fields)
    assert taken and len(set(taken)) == len(taken)
    assert not found, "the advice has helped by now"


def test_the_table_has_every_data_set_and_every_preset_and_forty_runs_or_more() -> None:
    assert [row.run["dataset"]["name"] for row in AT_START] == list(DATASETS)
    assert {row.title for row in OF_PRESETS} == {preset.name for preset in PRESETS}
    assert len(TABLE) == len({row.title for row in TABLE}) >= 40
