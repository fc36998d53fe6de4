"""From numbers to findings: what goes on in a network that trains, in plain words, and what to try."""

from playground.diagnostics.diagnostician import Diagnostician, find
from playground.diagnostics.finding import RATES, STRENGTHS, Finding, apply_remedy
from playground.diagnostics.stability import largest_stable_rate

__all__ = ["RATES", "STRENGTHS", "Diagnostician", "Finding", "apply_remedy", "find", "largest_stable_rate"]
