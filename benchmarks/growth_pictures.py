"""Pictures of how time and memory grow, from the rows of `benchmarks.growth`, into docs/images.

Run from the repository's root: python -m benchmarks.growth_pictures
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from benchmarks.growth import DRAWS_PER_MEASUREMENT
from benchmarks.growth_tables import IMAGES, newest
from benchmarks.rows import RESULTS, progress

LINES = {
    "pairs": (
        {"step_ms": "a training step [ms]"},
        {"simulate_seconds": "simulating [s]", "fit_seconds": "150 steps [s]"},
    ),
    "components": ({"step_ms": "a training step [ms]"}, {"compile_seconds": "compiling [s]"}),
    "blocks": ({"step_ms": "a training step [ms]"}, {"compile_seconds": "compiling [s]"}),
    "draws": ({"asked_seconds": "drawing [s]"},),
    "measurements": ({"asked_seconds": f"{DRAWS_PER_MEASUREMENT} draws for each [s]"},),
}
"""Panels of each part, and the columns that they show; memory is the last panel of all."""
MEMORY = {"peak_mb": "peak memory [MB]", "returned_mb": "of it returned [MB]"}


def main() -> None:
    """Draws every part that has rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--out", type=Path, default=IMAGES)
    options = parser.parse_args()
    rows = newest(options.results)
    for part in LINES:
        if (rows.part == part).any():
            file = options.out / f"growth-{part}.svg"
            picture(part, rows[rows.part == part], file)
            progress(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def picture(part: str, rows: pd.DataFrame, file: Path) -> None:
    """Panels side by side, double logarithmic."""
    panels = [*LINES[part], MEMORY]
    # The same rows give the same file: no date, and no random names.
    with mpl.rc_context({"svg.hashsalt": part, "font.size": 9}):
        figure = Figure(figsize=(3.1 * len(panels), 2.6), layout="constrained")
        for axes, columns in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
            for name, label in columns.items():
                if name in rows and rows[name].notna().any():
                    axes.plot(rows["size"], rows[name], "o-", markersize=4, label=label)
            axes.set(xscale="log", yscale="log", xlabel=part)
            axes.grid(alpha=0.3)
            axes.legend(frameon=False)
            axes.set_ylim(*_room(axes.get_ylim()))
        figure.savefig(file, metadata={"Date": None})


def _room(limits: tuple[float, float]) -> tuple[float, float]:
    """At least a decade: what stays flat shall look flat."""
    low, high = limits
    spread = max(1.0, (10 / (high / low)) ** 0.5)
    return low / spread, high * spread


if __name__ == "__main__":
    main()
