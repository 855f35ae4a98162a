"""What the pages of scores show, already worded."""
