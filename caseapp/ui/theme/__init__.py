"""Colours, type, space, icons and the focus ring: everything that makes the pages look like one house."""
