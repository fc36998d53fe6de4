"""Every claim holds whatever rounding does: from nudged starts, and under the BLAS kernels of other processors."""

import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from claims import CLAIMS, Story, architectures, check, stories

from playground.ui.presets import PRESETS

ROOT = Path(__file__).resolve().parents[2]

# The start as it is and five nudged ones here; the start and one nudged in each child process.
COPIES, COPIES_ELSEWHERE = 6, 2

# Which of NumPy's own vector instructions the processor of each kernel lacks: exp and tanh round by them.
KERNELS = {
    "Haswell": ("X86_V4", "AVX512"),
    "SkylakeX": (),
    "Zen": ("X86_V4", "AVX512"),
    "Sandybridge": ("X86_V3", "X86_V4", "AVX2", "FMA3", "AVX512"),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_holds_from_five_nudged_starts(name: str) -> None:
    check(name, COPIES)


def test_every_preset_makes_a_claim() -> None:
    assert [name for name in CLAIMS if not name.startswith("published-")] == [preset.name for preset in PRESETS]


def test_the_nudge_is_there_and_tiny() -> None:
    plain, *nudged = (story[0].parameters.theta for story in stories("init-he", COPIES))
    for theta in nudged:
        assert 1e-13 < np.linalg.norm(theta - plain) / np.linalg.norm(plain) < 1e-11
    assert len({theta.tobytes() for theta in nudged}) == COPIES - 1


def test_a_claim_that_fails_for_one_nudge_is_told() -> None:
    def holds_for_the_plain_start_alone(story: Story, others: object) -> None:
        assert story[0].parameters.theta.tobytes() == stories("init-he", COPIES)[0][0].parameters.theta.tobytes()

    kept = CLAIMS["init-he"]
    CLAIMS["init-he"] = type(kept)(kept.experiment, kept.iterations, holds_for_the_plain_start_alone)
    try:
        with pytest.raises(AssertionError, match="init-he does not hold for nudge 1"):
            check("init-he", COPIES)
    finally:
        CLAIMS["init-he"] = kept


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_claim_holds_under_the_kernel_of_another_processor(kernel: str) -> None:
    probed = ask(kernel, "import json, claims; print(json.dumps({'architectures': claims.architectures()}))")
    if probed is None:
        pytest.skip(f"this processor cannot run the kernel {kernel}")
    if probed["architectures"] != [kernel]:
        pytest.skip(f"asked for {kernel}, this BLAS runs {', '.join(probed['architectures'])}")
    if architectures() == [kernel]:
        pytest.skip(f"{kernel} is what the other tests run under")
    found = ask(kernel, f"import claims; claims.main(['{COPIES_ELSEWHERE}'])")
    assert found is not None
    assert found["checked"] == len(CLAIMS)
    assert found["failed"] == {}


@cache
def ask(kernel: str, code: str) -> dict[str, Any] | None:
    """What a child process under that kernel prints; None where the processor does not know its instructions."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    lacking = [name for name in extensions.get("found", []) if name.startswith(KERNELS[kernel] or ("none",))]
    environment = {
        **os.environ,
        "OPENBLAS_CORETYPE": kernel,
        "NPY_DISABLE_CPU_FEATURES": " ".join(lacking),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parent)]),
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900
    )
    if done.returncode == -signal.SIGILL:
        return None
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
