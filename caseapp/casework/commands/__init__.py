"""Every act a worker can do, as frozen dataclasses by activity. Domain words only; cheap to import."""
