"""Summaries of every row of a table, a million if need be: in blocks, resumable."""

from innverse.study.survey.survey import Survey, run_survey

__all__ = ["Survey", "run_survey"]
