"""The study file, section by section: one frozen pydantic model a table.

Only form is checked here: keys, types, and which keys exclude each other. Names that point elsewhere (a distribution,
a simulator, a method) are looked up in `preparation.py`.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, PositiveFloat, model_validator

from innverse.arguments.settings import SEEDS
from innverse.diagnostics.recoverability import LEAST_DRAWS
from innverse.study.section import Section, exactly_one

Count = Annotated[int, Field(ge=1, le=1_000_000_000)]
Seed = Annotated[int, Field(ge=0, lt=SEEDS)]


class AboutSection(Section):
    """`[study]`: what is asked, in words, and the seed of every random step."""

    title: str = ""
    question: str = ""
    seed: Seed = 0


class MarginalSection(Section):
    """`[problem.prior.NAME]`: a numpyro distribution by name; every further key is one of its arguments."""

    model_config = ConfigDict(extra="allow", frozen=True)

    distribution: str
    unit: str = ""
    label: str = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """The distribution's arguments, as written."""
        return dict(self.model_extra or {})


class MeasurementsSection(Section):
    """`[problem.measurements]`: the columns of y, named one by one or numbered from 1 behind a prefix."""

    names: list[str] | None = Field(None, min_length=1)
    prefix: str | None = None
    count: Annotated[int, Field(ge=1, le=100_000)] | None = None
    unit: str = ""
    units: dict[str, str] = Field(default_factory=dict)
    bounds: dict[str, tuple[float, float]] = Field(default_factory=dict)
    labels: list[str] | None = None
    classes: bool = False

    @model_validator(mode="after")
    def _names_or_numbers(self) -> Self:
        exactly_one(self, "names", "prefix")
        if (self.prefix is None) != (self.count is None):
            raise ValueError("expected prefix and count together, got one of them")
        if self.labels is not None and len(self.labels) != len(self.column_names):
            raise ValueError(f"expected {len(self.column_names)} labels, one a measurement, got {len(self.labels)}")
        return self

    @property
    def column_names(self) -> list[str]:
        """Names in the order of y."""
        if self.names is not None:
            return self.names
        return [f"{self.prefix}{number}" for number in range(1, (self.count or 0) + 1)]


class ProblemSection(Section):
    """`[problem]`: a built-in problem, or a prior with the user's own simulator `FILE.py:FUNCTION`."""

    builtin: str | None = None
    simulator: str | None = None
    prior: dict[str, MarginalSection] = Field(default_factory=dict)
    measurements: MeasurementsSection | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        exactly_one(self, "builtin", "simulator")
        if self.builtin is not None and (self.prior or self.measurements):
            raise ValueError("expected no prior and no measurements beside builtin, which brings its own")
        if self.simulator is not None and not (self.prior and self.measurements):
            raise ValueError("expected [problem.prior.NAME] and [problem.measurements] beside simulator, got not both")
        return self


class DataSection(Section):
    """`[data]`: how many simulations to run, and a folder to keep them in; or a table of runs that were done before."""

    simulations: Count | None = None
    keep: str | None = None
    path: str | None = None
    x: list[str] | None = None
    y: list[str] | str | None = None
    bounds: dict[str, tuple[float, float]] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)
    drop_invalid: bool = False
    held_out: Count | PositiveFloat = 0.05

    @model_validator(mode="after")
    def _simulated_or_read(self) -> Self:
        exactly_one(self, "simulations", "path")
        if self.path is None and (self.x or self.y or self.bounds or self.units or self.labels or self.drop_invalid):
            raise ValueError(
                "expected x, y, bounds, units, labels and drop_invalid only beside path: units, bounds and labels of "
                "what is simulated stand in [problem.measurements], and simulations that fail are always kept apart"
            )
        if self.path is not None and self.keep is not None:
            raise ValueError("expected keep only beside simulations, got it beside path")
        return self


class ObservationSection(Section):
    """`[observation]`: the measured y, as a CSV file or written out: for one measurement a number will do."""

    path: str | None = None
    values: dict[str, float] | dict[str, str] | list[float] | float | str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "path", "values")
        return self


class ReferenceValue(Section):
    """One parameter's reference estimate and, where known, its standard deviation."""

    value: float
    sd: PositiveFloat | None = None


class ReferenceSection(Section):
    """`[reference]`: certified or published values that the report shows beside the answer."""

    name: str
    values: dict[str, ReferenceValue]


class CheckSection(Section):
    """`[check]`: how many held-out measurements the diagnosis looks at, and draws for each; how many are run again."""

    measurements: Count | None = None
    draws: Count | None = None
    resimulated: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None

    @property
    def budget(self) -> dict[str, int]:
        """Numbers of draws, as `innverse.diagnose` takes it; what is left out has the defaults there."""
        given = {"n_y": self.measurements, "n_draws": self.draws}
        return {name: number for name, number in given.items() if number is not None}


class AnswerSection(Section):
    """`[answer]`: how many posterior draws to keep; a report has nothing to show of a few."""

    draws: Annotated[int, Field(ge=LEAST_DRAWS, le=1_000_000_000)] = 10_000


class Study(Section):
    """A whole study file."""

    study: AboutSection = AboutSection()
    problem: ProblemSection | None = None
    data: DataSection
    method: dict[str, Any] = Field(default_factory=lambda: {"name": "INN"})
    training: dict[str, Any] = Field(default_factory=dict)
    observation: ObservationSection | None = None
    reference: ReferenceSection | None = None
    check: CheckSection = CheckSection()
    answer: AnswerSection = AnswerSection()

    @model_validator(mode="after")
    def _pairs_have_a_source(self) -> Self:
        if self.problem is None and self.data.path is None:
            raise ValueError("expected a [problem] to simulate, or [data] path with a table of runs, got neither")
        if self.problem is None and not (self.data.x and self.data.y):
            raise ValueError("expected x and y, lists of column names, in [data]: there is no [problem] to name them")
        return self
