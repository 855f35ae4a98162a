"""Wiring: settings, URLs, the server. The one package that may import every step's `urls`."""
