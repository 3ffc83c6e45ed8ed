"""Records judged and counted: findings, figures, indicators, forms, by unit and for the province."""
