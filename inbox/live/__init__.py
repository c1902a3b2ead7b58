"""What browsers are told the moment it happens."""
