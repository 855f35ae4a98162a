"""Words of the pages a patient reads, by what they are about."""
