"""A small installation on one machine: server, backup, secret, and units for systemd."""
