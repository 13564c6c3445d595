"""Pictures of every page of the real window on an invented organisation."""
