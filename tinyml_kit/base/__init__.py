"""What every other part stands on: errors, files, jobs, progress, shipped resources."""
