"""Turn what is tapped and typed into answers."""
