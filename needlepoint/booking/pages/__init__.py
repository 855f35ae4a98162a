"""What the booking pages show, worded and in order."""
