"""The directory of services."""

from caseapp.ui.pages.services.page import ServicesPage

__all__ = ["ServicesPage"]
