"""What runs Kundval on one machine and must never travel to the cloud: set-up, server, issuer, demonstration."""
