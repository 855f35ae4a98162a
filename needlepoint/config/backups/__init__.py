"""Backups: made while the clinic works, encrypted, and each one tried before it counts.

engines  how a database is copied, read and put back, for SQLite and for PostgreSQL
archive  the one file a backup is: what is in it, encrypted by age
keeping  the folder of backups: the nightly one, how long each stays, its key
"""
