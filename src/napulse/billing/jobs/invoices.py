"""Letters of invoices, reminders of what is due."""
