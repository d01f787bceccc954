"""The embedded planner: a small model of Phi-3's architecture that turns a coded question into a plan."""
