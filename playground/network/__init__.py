"""The network in NumPy: activations, initialisers, propagation, cost, dropout, optimisers, gradient check."""
