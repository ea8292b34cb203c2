"""The calendar and resource plan: a frozen problem in, a frozen plan out."""
