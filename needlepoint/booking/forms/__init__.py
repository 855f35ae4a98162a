"""What people type and choose when they book."""
