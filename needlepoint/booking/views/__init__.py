"""The pages on which visits are booked and changed, one module for each kind of page."""
