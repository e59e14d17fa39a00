"""The municipality's rules: model, loader, checks, register export, the day's order."""
