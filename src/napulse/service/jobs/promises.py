"""Background work of promises: reminders, chase letters, escalations."""
