"""`luoshi demo`: a fictitious county, told as a pure function of a seed and a day, then played through the rooms."""

from luoshi.cli.demo.command import command

__all__ = ["command"]
