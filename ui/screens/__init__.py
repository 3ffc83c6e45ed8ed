"""One module per screen; the list of screens is data in ui/screens/catalogue.py."""
