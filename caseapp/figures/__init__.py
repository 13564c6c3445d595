"""What a manager publishes: months of counts, rounded once, frozen, proven and handed over.

This room never sees a case. It is handed a table of counts (`caseapp.figures.cells.TrueMonth`), keeps none of
them, and stores and publishes rounded cells only.
"""
