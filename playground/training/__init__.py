"""Experiments, the trainer that runs them, and the records it leaves."""
