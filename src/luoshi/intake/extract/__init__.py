"""Files to plain text, in a process of its own: `python -m luoshi.intake.extract` reads one file from standard input.

It knows no database and no settings, and bounds its own time and memory; a file that tries to harm harms only this.
"""
