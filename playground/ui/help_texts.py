"""Help texts that several pages share: what a control does, and when one would move it."""

from collections.abc import Mapping

ALPHA = (
    r"How far each update moves the weights: $W := W - \alpha\, dW$. Raise it where the cost falls "
    r"slowly, lower it "
    "where the cost jumps."
)
LAMBDA = (
    r"Adds $\frac{\lambda}{2m} \sum_l \lVert W^{[l]} \rVert^2$ to the cost, which keeps weights "
    r"small. Raise it where "
    "the network does better on train than on dev, lower it where it does badly on both."
)
L1 = (
    r"Adds $\frac{\lambda}{2m} \sum_l \sum |w^{[l]}|$ to the cost, which draws weights to 0. Raise it where the "
    "network does better on train than on dev."
)
KEEP_PROB = (
    "Dropout: the probability that a hidden unit is kept in an update; 1 is no dropout. Lower it "
    "where the network "
    "does better on train than on dev."
)
KEEP_PROB_BY_LAYER = (
    "Gives every layer a $keep\\_prob$ of its own. Turn it on to drop more units from wide layers than "
    "from narrow ones."
)
HIDDEN_LAYERS = (
    "How many layers stand between input and output; 0 is logistic regression, which can only draw a "
    "straight line. "
    "Add one where the border is too simple for the points."
)
ACTIVATION = (
    "What a hidden unit makes of its $z$: $a = g(z)$. ReLU is the usual choice; try leaky ReLU where "
    "ReLU units die, "
    "and tanh in small networks."
)
INITIALISATION = (
    r"How large the random weights begin, as a standard deviation. He: $\sqrt{2 / n^{[l-1]}}$, for ReLU. Xavier: "
    r"$\sqrt{1 / n^{[l-1]}}$, for tanh. Glorot, by the same author, counts both sides of a layer: "
    r"$\sqrt{2 / (n^{[l-1]} + n^{[l]})}$. Random: 1. Zeros: all 0, and the units of a layer stay alike. Change it "
    "where learning does not get going."
)
SCALE = (
    "Multiplies the standard deviation of the initial weights. Try 10 or 0.01 to see a network begin too large or "
    "too small."
)
WEIGHTS_SEED = (
    "Draws the initial weights; the same seed draws the same ones. Change it to see whether a result was luck."
)
DATA_SEED = "Draws the points; the same seed draws the same ones. Change it to see whether a result was luck."
STANDARDISE = (
    "Subtracts the mean from every input and divides by the standard deviation, both of the training "
    "set. Turn it on "
    "where inputs are of different sizes or far from 0."
)
POINTS = (
    "How many points are drawn, for all sets together. Take more where the network learns the training "
    "points by heart."
)
TRAIN_SHARE = (
    "The share that the network learns from; the rest is divided evenly into dev and test. Lower it to see "
    "overfitting."
)
NOISE_MOVED = "Raise it for classes that overlap, which no network can tell apart."
OPTIMISER = (
    "How an update follows from the gradient. Gradient descent is plainest; momentum and RMSProp "
    "even out its zigzag, "
    "and Adam does both, often with a smaller α."
)
BATCH_SIZE = (
    "How many examples each update looks at; Full is the whole training set. Smaller batches update "
    "more often, but "
    "less steadily."
)
ITERATIONS = "How many updates each network gets. Take more where the cost still falls at the end."
COMPARED = "The columns that are shown side by side. Take some away to give the rest more room."

DATASETS: Mapping[str, str] = {
    "circles": "one class in a ring around the other: no straight line separates them",
    "moons": "two half-moons that reach into each other: a good first choice",
    "flower": "petals of both classes in turn, from the course: needs a wide layer",
    "blobs": "heaps of points with either class: several separate regions to find",
    "gaussian_quantiles": "one bell-shaped cloud, split by the distance from its middle: a round border",
    "spiral": "two arms wound around each other: the hardest of these, for deep or wide networks",
    "xor": "opposite corners share a class: the smallest problem that needs a hidden layer",
    "football": "where on a pitch which team wins headers, from the course: noisy, so a network may overfit it",
    "houses": "distance from the centre and size of houses, dear or not: inputs of different sizes, "
    "to see why to standardise",
    "no_structure": "labels by the toss of a coin: nothing can be learned, only learned by heart",
}


def units(l: int) -> str:
    """Return the help of the field for the units of layer l."""
    return (
        rf"$n^{{[{l}]}}$, how many units layer {l} has. More units can draw a border with more bends; "
        rf"fewer leave less "
        "room to overfit."
    )


def datasets(titles: Mapping[str, str]) -> str:
    """Return a list of the datasets, under their titles by name: what each is, and why one would choose it."""
    lines = (f"- **{titles[name]}**: {words}." for name, words in DATASETS.items())
    return "What the network has to tell apart.\n\n" + "\n".join(lines)
