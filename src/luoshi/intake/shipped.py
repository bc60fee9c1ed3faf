"""The weights in the package; no table is asked, so that `luoshi read` needs no database."""

import functools
import importlib.resources

from luoshi.reading import model
from luoshi.reading.model import Weights


@functools.cache
def weights() -> Weights:
    """The weights made by `make train-reading`."""
    return model.unpack(importlib.resources.files("luoshi.intake").joinpath("sentences.weights").read_bytes())
