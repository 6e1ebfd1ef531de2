"""What must not be told: secrets, and personal data under other names."""
