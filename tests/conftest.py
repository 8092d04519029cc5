import gc
import os
import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

# Most of the suite's time is compilation, and most of that goes into fast code: here a program runs once or twice.
# Loops become a few times slower, products do not; random bits stay the same. Trainings in tests are short for that.
FLAGS = ["--xla_backend_optimization_level=0", "--xla_llvm_disable_expensive_passes=true"]
if version("jaxlib").startswith(("0.8.", "0.9.", "0.10.")):  # 0.11 ends the process over a flag that it no longer has
    FLAGS.append("--xla_cpu_use_fusion_emitters=false")
os.environ.setdefault("XLA_FLAGS", " ".join(FLAGS))
# Where in Python each operation of a program comes from is read by nobody here, and looked up for each of them.
os.environ.setdefault("JAX_TRACEBACK_IN_LOCATIONS_LIMIT", "0")

import jax
import jaxtyping
import pytest

# Modules that state shapes are held to their annotations at every call, in tests alone; an int may be a float there, as
# for pyright. Methods' base is left out: what it states others write, and its `fit` warns of its caller's line.
SOURCE = Path(__file__).parents[1] / "src"
SHAPE = re.compile(r"\b(Bool|Float|Int|Key|UInt32)\[")
LEFT_OUT = {"innverse.methods.method"}
CHECKER = "beartype.beartype(conf=beartype.BeartypeConf(is_pep484_tower=True))"
if find_spec("beartype"):
    stating = [path for path in SOURCE.rglob("*.py") if SHAPE.search(path.read_text(encoding="utf-8"))]
    names = {".".join(path.relative_to(SOURCE).with_suffix("").parts) for path in stating}
    jaxtyping.install_import_hook(sorted(names - LEFT_OUT), CHECKER)

# Tracing makes many small objects, and few in circles: looking for these took a sixteenth of the time.
gc.freeze()
gc.set_threshold(100_000, 50, 50)


@pytest.fixture
def float64():
    """Double precision for the length of a test."""
    with jax.enable_x64(True):
        yield


@pytest.fixture
def as_users_call():
    """Without the check of annotations, for the length of a test: what a function itself says of wrong arguments."""
    jaxtyping.config.update("jaxtyping_disable", True)
    yield
    jaxtyping.config.update("jaxtyping_disable", False)
