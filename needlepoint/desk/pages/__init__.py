"""What the staff's pages show, worded and in order. No queries here; one module for each kind of page."""
