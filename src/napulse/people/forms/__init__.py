"""What a person says of colleagues, their work roles, absences, calendars and the agency."""
