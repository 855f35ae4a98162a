"""What the pages of an assessment and a plan show, already worded."""
