"""Keys, certificates, signatures and encryption; knows nothing of the programme, the units or the plan.

Every function takes and gives bytes or frozen values. What is refused is raised as `app.errors.UserError` with a code
of the catalogue. Nothing here reads a clock, a file or a network.
"""
