"""From numbers to findings: what goes on in a network that trains, in plain words, and what to try."""

from playground.diagnostics.diagnostician import Diagnostician, find
from playground.diagnostics.finding import RATES, STRENGTHS, Finding, apply_remedy
from playground.diagnostics.side_by_side import Column, tell
from playground.diagnostics.spread import expected_spread
from playground.diagnostics.stability import largest_stable_rate

__all__ = [
    "RATES",
    "STRENGTHS",
    "Column",
    "Diagnostician",
    "Finding",
    "apply_remedy",
    "expected_spread",
    "find",
    "largest_stable_rate",
    "tell",
]
