"""The frame around the pages: window, navigation, lock, unlock, first run, settings and help."""
