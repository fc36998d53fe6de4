"""The verdict: the ladder of errors, what it says, and the recipe, whose advice can be tried at once."""

from collections.abc import Mapping

import streamlit as st

from playground.charts.ladder import draw_ladder, ladder_steps, tell_ladder
from playground.diagnostics.bias_variance import Judgement, judge_rates
from playground.diagnostics.bias_variance_recipe import Suggestion
from playground.diagnostics.error_rates import ErrorRate
from playground.diagnostics.textbook_cases import TEXTBOOK_CASES
from playground.diagnostics.trials import Errors, Trial, tell_trial, try_remedy
from playground.training.checks import ExperimentError
from playground.training.experiment import Experiment
from playground.ui.bias_variance_level import Level
from playground.ui.bias_variance_subject import Subject
from playground.ui.controls import BIND
from playground.ui.gallery import PLAYGROUND
from playground.ui.held_sweep import HeldSweep, start_sweep, watch_sweep
from playground.ui.links import NoControl, query_of
from playground.ui.plain_text import show_problem
from playground.ui.small_print import small_print

OWN = "Of the experiment"
TRIAL = "bias_trial"
CASE = (
    "Whose errors are judged: your experiment's, or a textbook case. Choose a case to see what its numbers mean."
)

GAP_TITLES = {
    "bias": "Avoidable bias<br>up to train",
    "variance": "Variance<br>from train to dev",
    "dev_overfitting": "Overfitting to dev<br>from dev to test",
}
QUESTIONS = {
    "bias": ("High bias?", "Until the training set fits:"),
    "variance": ("High variance?", "Then, until the dev set fits too:"),
    "done": ("Done", "Neither is high."),
}


def verdict_section(subject: Subject, level: Level) -> None:
    """The ladder of the experiment, or of a textbook case, its verdict and the recipe."""
    case = st.selectbox("Errors", [OWN, *TEXTBOOK_CASES], key="bias_case", bind=BIND, width=360, help=CASE)
    if case == OWN:
        rates, experiment, title = subject.rates, subject.experiment, level.title
    else:
        textbook = TEXTBOOK_CASES[case]
        rates, experiment, title = {"train": textbook.train, "dev": textbook.dev}, None, "Best possible"
        level = Level(textbook.level, title, "")
    dev = rates.get("dev") or rates.get("test")
    if dev is None:  # the bias alone is no verdict
        st.info(
            "This experiment has no dev set to judge by. Set a train share below 100 %.", icon=":material/info:"
        )
        return
    judgement = judge_rates(rates, level.error, experiment)
    ladder, recipe = st.columns([3, 2], gap="large")
    with ladder:
        st.subheader(judgement.words, anchor=False)
        show_ladder("bias_ladder", level, {**rates, "dev": dev}, judgement)
        with st.expander("How these gaps are judged", icon=":material/function:"):
            equations()
    with recipe:
        show_recipe(judgement, subject, runnable=experiment is not None)
    if experiment is not None:
        watch_sweep(TRIAL, lambda held: show_trial(held, level))


def show_ladder(
    key: str, level: Level, rates: Mapping[str, ErrorRate], judgement: Judgement, worst: float = 0.0
) -> None:
    """The gaps as bars from one error to the next, on a scale that would hold the `worst` error too."""
    errors = [level.error, *(rates[name].rate for name in ("train", "dev", "test") if name in rates)]
    steps = ladder_steps(level.title, errors, judgement, GAP_TITLES)
    most = max(0.1, 1.6 * max(worst, *errors))
    st.plotly_chart(
        draw_ladder(steps, level.error, most, st.context.theme.type == "dark"),
        key=key,
        theme=None,
        alt=tell_ladder(steps),
    )


def equations() -> None:
    """The gaps by their equations, and how sure they are."""
    st.latex(r"\text{avoidable bias} = \text{train error} - \text{best possible error}")
    st.latex(r"\text{variance} = \text{dev error} - \text{train error}")
    st.markdown(
        "A gap of 2 % or more is high. An error measured on $m$ points is uncertain: **Wilson's interval** "
        "holds the true error in 95 of 100 such samples, and **Newcombe's** (1998) does so for the gap "
        "between two of them. Where it reaches to both sides of 2 %, there are too few points to tell. On points "
        "it learned a network does better than on others, so its bias comes out rather too small. Where its "
        "train error even lies 2 % or more below the best possible one, no bias is left: the network fits the "
        "noise of its training points."
    )


def show_recipe(judgement: Judgement, subject: Subject, *, runnable: bool) -> None:
    """The recipe's questions in order; the one that applies is lit, with a button for each thing to try."""
    lit = judgement.first if judgement.first in QUESTIONS else "done"
    st.markdown("**The recipe**")
    for name, (question, then) in QUESTIONS.items():
        with st.container(border=True, key=f"bias_recipe_{name}", gap="xsmall"):
            icon = ":material/arrow_forward:" if name == lit else ":material/radio_button_unchecked:"
            st.markdown(f"{icon} **{question}** {then if name == lit else ''}")
            if name == lit:
                for suggestion in judgement.suggestions:
                    _suggestion(suggestion, subject, runnable=runnable)


def _suggestion(suggestion: Suggestion, subject: Subject, *, runnable: bool) -> None:
    if not runnable or not suggestion.remedy:
        st.markdown(f"- {suggestion.words}")
        return
    if st.button(suggestion.words, key=f"bias_try_{suggestion.name}", icon=":material/science:", width="stretch"):
        try:
            trial = try_remedy(subject.experiment, suggestion.remedy, suggestion.problem, suggestion.words)
            start_sweep(TRIAL, trial.sweep, trial)
        except ExperimentError as problem:
            show_problem(problem)


def show_trial(held: HeldSweep, level: Level) -> None:
    """What became of the last thing that was tried: the errors of both, means over seeds, and what that means."""
    trial: Trial = held.about
    outcomes = [held.sweeping.outcome(k) for k in (0, 1)]
    st.subheader(trial.name.rstrip("."), anchor=False)
    if outcomes[0] is None or outcomes[1] is None:
        return
    experiments = (trial.before, trial.after)
    before, after = (trial.errors(o, e) for o, e in zip(outcomes, experiments, strict=True) if o is not None)
    if not held.sweeping.running:
        st.markdown(tell_trial(before, after, level.error, trial.aim))
    seeds = min(len(outcome.seeds) for outcome in outcomes if outcome is not None)
    planned = len(held.sweeping.sweep.seeds)
    small_print(f"Means over {seeds} of {planned} seeds of the weights, both from the same ones.")
    sides = zip(st.columns(2), ("As it was", "Changed"), (before, after), experiments, strict=True)
    for place, title, errors, experiment in sides:
        with place:
            _side(title, errors, experiment, level, max(before.worst, after.worst))


def _side(title: str, errors: Errors, experiment: Experiment, level: Level, worst: float) -> None:
    st.markdown(f"**{title}**: {experiment.iterations:,} iterations")
    rates = {
        name: ErrorRate(rate)
        for name, rate in (("train", errors.train), ("dev", errors.dev), ("test", errors.test))
        if rate is not None
    }
    if "train" in rates and "dev" in rates:
        judgement = judge_rates(rates, level.error)
        show_ladder(f"bias_{title}", level, rates, judgement, worst)
    try:
        st.page_link(
            PLAYGROUND,
            label="Open in the playground",
            icon=":material/open_in_new:",
            query_params=query_of(experiment),
        )
    except NoControl as problem:
        small_print(str(problem))
