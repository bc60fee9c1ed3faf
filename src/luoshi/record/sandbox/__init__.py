"""Work on strangers' bytes in a process of its own: bounded time, memory and files, no database, no network.

`run` is what the web and the command line call; the child is `python -m luoshi.record.sandbox`. It imports no Django.
"""

from luoshi.record.sandbox._run import Answer, Limits, TurnedDown, run

__all__ = ["Answer", "Limits", "TurnedDown", "run"]
