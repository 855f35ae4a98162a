"""What is typed about episodes and courses: one module a page."""
