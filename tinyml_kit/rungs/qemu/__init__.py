"""The generated C on cores that QEMU emulates: the runner, and the firmware they share."""
