// Package observation turns a row as NinjaOne gave it into the form in which it
// is compared and kept, and decides whether it says anything new.
//
// It is pure: no I/O, no clock. A row is read once into a small tree and written
// in up to three forms:
//
//   - stored: every member but the personal ones, names sorted, numbers as exact
//     decimals, strings in one escaping. Two rows that say the same have the same
//     bytes, whatever the order of members or the spelling of numbers.
//   - digested: what makes a row look changed when it differs.
//   - sampled: what changes all the time and is worth an event once a day at most.
//
// Which member belongs where stands in one table, classes.go. What the table
// leaves out of the digest is not noticed when it changes; it is the one rule of
// the product that a later version can't apply to the past.
package observation
