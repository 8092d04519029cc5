"""What makes work survive a stop: files that are whole or not there, one process a directory, how to resume."""
