"""周报 and 月报 of the office: figures with their definitions, what moved, what is stuck, what needs coordinating."""
