"""The core of Sổ 2282: records, plan, packages, reports and commands; no window, no database."""
