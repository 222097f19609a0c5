"""The generated C on cores that QEMU emulates: the runner, and what all firmware shares."""
