"""What this machine has and what it still needs; the part that runs before the installation."""
