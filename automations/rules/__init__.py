"""The list of rules, their order, figures and versions."""
