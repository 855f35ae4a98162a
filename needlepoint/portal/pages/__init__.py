"""What a patient's own pages show, already worded."""
