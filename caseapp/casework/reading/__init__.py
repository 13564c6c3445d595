"""Every question of a page, answered with frozen rows in a few statements each; nothing is loaded whole."""
