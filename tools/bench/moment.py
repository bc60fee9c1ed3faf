"""The moment at which everything is measured."""

import datetime as dt

NOW = dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)  # noon in Shanghai
