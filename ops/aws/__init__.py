"""Package, template, deployment, and its rehearsal in an emulator."""
