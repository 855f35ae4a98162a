"""What the pages of the intake show, already worded."""
