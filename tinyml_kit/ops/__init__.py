"""The operators that the kit knows, and their arithmetic."""
