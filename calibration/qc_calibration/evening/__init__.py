"""An evening with sample checks, made up entry by entry, to try and to show the log with."""
