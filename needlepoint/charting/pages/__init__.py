"""What the pages of a note show, already worded."""
