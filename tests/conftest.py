"""Hypothesis without deadlines: a machine that is busy is no fault of the code."""

from hypothesis import settings

settings.register_profile("undated", deadline=None)
settings.load_profile("undated")
