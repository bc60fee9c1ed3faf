"""Calendars, terms, moments, lights, cadences and their explanations; pure."""
