"""What comes in or goes out as files."""
