"""Every question a page can ask, with the frozen rows it gets back, by activity. Domain words only."""
