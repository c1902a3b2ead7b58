"""Meta: the only place that knows its field names, codes and addresses."""
