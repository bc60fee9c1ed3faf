"""Files to plain text, in a process of its own (`luoshi.record.sandbox`): what `task` does there, and its readers.

Nothing here knows a database or settings; a file that tries to harm harms only the child.
"""
