"""What the plan asks: pack, rules, figures, indicators, forms; pure functions of a Dataset."""
