"""Documents of profit: the monthly pack as PDF, workbook and letter."""
