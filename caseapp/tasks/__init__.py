"""The vault thread and what crosses to it. Nothing here knows Qt, a table or a key."""
