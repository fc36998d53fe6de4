"""Activations: their curves and slopes, why linear layers are one line, and the same network with each."""

from playground.ui.activation_sections import one_unit, side_by_side, three_layers, which_columns
from playground.ui.activations import columns
from playground.ui.choices import choose_one
from playground.ui.view import leave_presenting

PAGE = "activations"
ONE, LAYERS, CHOICE = "One unit", "Three linear layers", "Which to choose"

section = choose_one("Section", [ONE, LAYERS, CHOICE], ONE, "act_section", label_visibility="collapsed")
if section != CHOICE:
    leave_presenting()
if section == ONE:
    one_unit()
elif section == LAYERS:
    three_layers()
else:
    side_by_side(PAGE, columns(which_columns()))
