"""Ledgers and sheets as xlsx and PDF, written from plain data."""
