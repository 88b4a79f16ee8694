// Package orgs decides which customer a NinjaOne organization is, by its name and by
// what else is known. It is pure: a verdict follows from rules, names, evidence and
// people's decisions alone, whatever the order.
//
// A name that is equal after normalisation, and unique both ways, links at once; one
// that is only alike is suggested; where two customers are about equally near, none is
// suggested and both are listed (MAP-13).
package orgs
