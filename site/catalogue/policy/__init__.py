"""The municipality's rules: model, loader, checks, register export, daily order."""
