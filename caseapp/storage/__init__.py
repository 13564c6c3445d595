"""The encrypted case store. No ORM object leaves this room."""
