"""The pages of the intake, one module for each kind of page."""
