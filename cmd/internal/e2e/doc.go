// Package e2e holds the tests of the whole program: processes of the binary that
// `make build` makes, PostgreSQL, and the simulated NinjaOne behind real HTTP.
package e2e
