"""A playground that shows a neural network in NumPy while it learns."""
