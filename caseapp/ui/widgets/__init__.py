"""Building blocks of the pages; none of them knows what a person or a vault is."""
