"""Who must be told: reads new events by position and writes the outbox."""
