"""What the operating system is asked for, one file per system behind one small interface."""
