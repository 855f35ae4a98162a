"""The pages and deeds of the treatment room, each its own address."""
