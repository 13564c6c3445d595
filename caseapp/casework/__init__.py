"""What a worker does: one module per activity. ``commands`` and ``queries`` say what can be asked."""
