"""The weights of reading's model: those shipped with the program. Opened here, for the reading room opens no file."""

import functools
import importlib.resources

from luoshi.reading import model
from luoshi.reading.model import Weights


@functools.cache
def shipped() -> Weights:
    """The weights in the package, made by `make train-reading`."""
    packed = importlib.resources.files("luoshi.intake").joinpath("sentences.weights").read_bytes()
    return model.unpack(packed)
