"""The one array type of the engine: float64, examples in columns, leading axes that count networks."""

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# A number that holds for every network of a stack, or one each, shaped to broadcast against what it meets.
Scalars = float | Array


def all_zero(value: Scalars) -> bool:
    """Whether a hyperparameter is zero for every network (a plain number answers without a NumPy call)."""
    return value == 0.0 if isinstance(value, float | int) else not np.any(value)
