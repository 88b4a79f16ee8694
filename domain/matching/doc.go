// Package matching decides which NinjaOne organization is which customer. It is
// pure: no I/O, no clock.
//
// Today it knows one kind of evidence, names that are equal after normalisation;
// what links at once is an equality that is unique both ways (MAP-13).
package matching
