"""Background work: orders that take longer than a page may, done by the tick process, shown while they run."""
