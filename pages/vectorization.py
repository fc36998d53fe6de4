"""Vectorisation: a loop against np.dot, broadcasting, and the traps of rank-1 arrays."""

from playground.ui.broadcasting import calories, rank_1_traps, try_shapes
from playground.ui.choices import choose_one
from playground.ui.loop_timing import loop_against_dot

LOOP, BROADCASTING, RANK_1 = "Loop or np.dot", "Broadcasting", "Rank-1 arrays"

section = choose_one("Section", [LOOP, BROADCASTING, RANK_1], LOOP, "vec_section", label_visibility="collapsed")
if section == LOOP:
    loop_against_dot()
elif section == BROADCASTING:
    calories()
    try_shapes()
else:
    rank_1_traps()
