"""What the words mean: frozen dataclasses, enums and rules. Standard library only."""
