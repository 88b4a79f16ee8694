// Package ignore holds which devices are no assets: those of an organization, a
// location, a class, with a tag, or with a name of some pattern (GAP-03). An ignored
// device is recorded as any other; lists leave it out unless they are asked for ignored
// ones, so that taking a rule back brings it all back. Pure.
package ignore
