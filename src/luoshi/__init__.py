"""luoshi 落实: follows a government's decisions until they are done."""

__version__ = "0.1.0"
