"""What templates of the automations need."""
