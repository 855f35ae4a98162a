"""The public pages. Each is a page of its own; none needs an account or a script."""
