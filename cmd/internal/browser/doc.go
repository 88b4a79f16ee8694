// Package browser tests the pages as people see them: a real Chromium before a real
// server, on a real PostgreSQL and the simulated NinjaOne. Chromium is that of the
// system (.ci/setup installs it), or the one that CHROMIUM names.
package browser
