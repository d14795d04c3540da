"""Rules kept as YAML with a schema: read as all data files are (see `base.common.data_files`)."""

from __future__ import annotations

from lantai.base.common.data_files import BadDataFile, problem_in, read_data_file, shipped_data

__all__ = ["BadDataFile", "problem_in", "read_data_file", "shipped_data"]
