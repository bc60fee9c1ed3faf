"""The watcher: reminders and urges read off outstanding duties."""
