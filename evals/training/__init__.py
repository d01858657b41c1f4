"""Programs that fit what ships with weights, on data that do not ship."""
