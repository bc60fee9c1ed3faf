"""Activated rule files with their text, the typed loader, shipped rules and calendars."""
