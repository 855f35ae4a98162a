"""What people type and choose on the forms put before a patient."""
