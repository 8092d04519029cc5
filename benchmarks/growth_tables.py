"""Rows of growth and of starting as tables of markdown."""

from pathlib import Path

import pandas as pd

from benchmarks.markdown import made_on, markdown, short

IMAGES = Path(__file__).parents[1] / "docs" / "images"
HEADINGS = {
    "simulate_seconds": "simulating, s",
    "compile_seconds": "compiling, s",
    "fit_seconds": "whole fit, s",
    "step_ms": "step, ms",
    "asked_seconds": "asking, s",
    "returned_mb": "returned, MB",
    "peak_mb": "peak memory, MB",
}
STARTS = {
    "python_seconds": "`python -c pass`",
    "import_seconds": "`import innverse`",
    "help_seconds": "`innverse --help`",
    "cold_to_first_epoch_seconds": "to the first epoch of a fit, nothing compiled before",
    "cached_to_first_epoch_seconds": "to the first epoch of a fit, compiled programs kept",
    "cold_first_epoch_done_seconds": "first epoch (200 steps) done, nothing compiled before",
    "cached_first_epoch_done_seconds": "first epoch (200 steps) done, compiled programs kept",
}


def newest(results: Path) -> pd.DataFrame:
    """Of each point the newest row, by size."""
    rows = pd.read_csv(results / "growth.csv").drop_duplicates(["part", "size"], keep="last")
    return rows.sort_values("size")


def growth(part: str, results: Path) -> str:
    """Time and memory of one part, point by point."""
    rows = newest(results)
    rows = rows[rows.part == part]
    if not len(rows):
        return "Not measured yet.\n"
    lines = {part: rows["size"].map("{:,}".format)}
    lines |= {
        heading: rows[name].map(short)
        for name, heading in HEADINGS.items()
        if name in rows and rows[name].notna().all()
    }
    picture = f"![time and memory by {part}](images/growth-{part}.svg)\n\n"
    drawn = picture if (IMAGES / f"growth-{part}.svg").exists() else ""
    return drawn + markdown(pd.DataFrame(lines)) + f"\n{made_on(rows)}.\n"


def startup(results: Path) -> str:
    """Seconds from the start of a process, newest row."""
    rows = pd.read_csv(results / "startup.csv").tail(1)
    lines = {
        "from the start of a process": STARTS.values(),
        "seconds": [f"{rows.iloc[0][name]:.2f}" for name in STARTS],
    }
    return markdown(pd.DataFrame(lines)) + f"\n{made_on(rows)}; median of {rows.iloc[0].repeats} processes.\n"
