"""Words about forms and consents that pages of other steps show too."""
