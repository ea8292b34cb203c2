"""The demo agency: its words, and the work of putting them into the product."""
