"""Points to learn from: drawn by a recipe or read from a CSV file, split into sets, standardised."""

from playground.datasets.csv_file import CsvPoints, parse_csv, read_csv
from playground.datasets.points import DatasetError, Points
from playground.datasets.recipes import DATASET_NAMES, DATASETS, Recipe
from playground.datasets.splits import Splits, split_by_column, split_points, standardize

__all__ = [
    "DATASETS",
    "DATASET_NAMES",
    "CsvPoints",
    "DatasetError",
    "Points",
    "Recipe",
    "Splits",
    "parse_csv",
    "read_csv",
    "split_by_column",
    "split_points",
    "standardize",
]
