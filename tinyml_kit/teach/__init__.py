"""What an instructor needs: chapters, assignments, standing, slides."""
