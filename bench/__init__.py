"""How fast the portal is, and whether it stays so: `make bench`. What is measured and how: bench/README.md."""
