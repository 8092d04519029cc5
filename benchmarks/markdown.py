"""Measured rows as text: markdown tables, medians with their extremes, and what the rows were made on."""

import pandas as pd

from innverse.wording.counts import counted


def markdown(table: pd.DataFrame) -> str:
    """A table in the pipes of markdown."""
    cells = [list(table.columns), ["---"] * table.shape[1], *table.astype(str).to_numpy().tolist()]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def median_and_extremes(values: pd.Series) -> str:
    """ "0.1 (0.05 … 0.2)"; one number where all are alike, nothing where there is none."""
    if values.isna().all():
        return ""
    middle, least, largest = (short(value) for value in (values.median(), values.min(), values.max()))
    return middle if least == largest else f"{middle} ({least} … {largest})"


def short(value: float) -> str:
    """Few digits; four decimals for fractions close to one, whole numbers from a hundred on."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.4f}" if 0.9 < value < 1 else f"{value:.2g}"


def made_on(rows: pd.DataFrame) -> str:
    """Machines, versions and seeds of the rows."""
    machines = (rows.processor + ", " + rows.cores.map(lambda cores: counted(int(cores), "core"))).unique()
    seeds = ", ".join(map(str, sorted(rows.seed.unique())))
    load = f"load at the end {rows.load.min():.1f} to {rows.load.max():.1f}"
    return f"{'; '.join(machines)}, {load}; innverse {rows.innverse.iloc[-1]}, JAX {rows.jax.iloc[-1]}; seeds {seeds}"
