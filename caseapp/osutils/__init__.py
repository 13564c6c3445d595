"""What differs between operating systems, one file per system."""
