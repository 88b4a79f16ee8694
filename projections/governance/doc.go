// Package governance is the read model of how access is looked after: apps, the connectors
// that were added to them with their owners, and campaigns in which people review who may
// do what (C1C-03 to C1C-09, screen 5.15).
package governance
