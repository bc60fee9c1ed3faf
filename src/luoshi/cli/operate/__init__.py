"""Keeping an installation: snapshots, files by hash, sets of keys, locks, the state of its tables.

Works below the rooms, on the installation as a whole: database, files folder, secrets. Nothing here knows a model.
"""
