"""Training on record: the figures of a run go into its history however far apart its keyframes are."""

from playground.training.records import History
from playground.training.trainer import Trainer

# What is found in the figures must not wait longer where somebody plays faster, with more iterations from one
# keyframe to the next. At this distance records cost a thirtieth of the time.
MOST_BETWEEN_RECORDS = 100


def train_on_record(trainer: Trainer, history: History, updates: int) -> None:
    """Take so many updates, or as many as there are before the network diverges.

    Wherever the newest record lies MOST_BETWEEN_RECORDS iterations back, another is added. `history` must have
    one.
    """
    end = trainer.iteration + updates
    while trainer.iteration < end and trainer.diverged_at is None:
        due = history.records[-1].iteration + MOST_BETWEEN_RECORDS
        trainer.advance(max(1, min(end, due) - trainer.iteration))
        if trainer.iteration >= due and trainer.diverged_at is None:
            history.add(trainer.evaluate())
