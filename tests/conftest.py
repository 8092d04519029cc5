import gc
import os
from importlib.metadata import version

# Most of the suite's time is compilation, and most of that goes into fast code: here a program runs once or twice.
# Loops become a few times slower, products do not; random bits stay the same. Trainings in tests are short for that.
FLAGS = ["--xla_backend_optimization_level=0", "--xla_llvm_disable_expensive_passes=true"]
if version("jaxlib").startswith(("0.8.", "0.9.", "0.10.")):  # 0.11 ends the process over a flag that it no longer has
    FLAGS.append("--xla_cpu_use_fusion_emitters=false")
os.environ.setdefault("XLA_FLAGS", " ".join(FLAGS))
# Where in Python each operation of a program comes from is read by nobody here, and looked up for each of them.
os.environ.setdefault("JAX_TRACEBACK_IN_LOCATIONS_LIMIT", "0")

import jax
import pytest

# Tracing makes many small objects, and few in circles: looking for these took a sixteenth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 50)


@pytest.fixture
def float64():
    """Double precision for the length of a test."""
    with jax.enable_x64(True):
        yield
