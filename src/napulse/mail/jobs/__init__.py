"""Background work of incoming mail: importing it registers every job."""
