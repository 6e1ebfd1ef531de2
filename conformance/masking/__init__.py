"""What must not be shown: secrets, and personal data under other names."""
