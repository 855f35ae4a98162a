"""Django's SQLite, waiting for its turn to write in another way."""
