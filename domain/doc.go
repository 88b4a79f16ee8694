// Package domain holds what all of Coresync agrees on and what does no I/O.
// Here at its root stand the errors; the sub-packages hold events and rules.
package domain
