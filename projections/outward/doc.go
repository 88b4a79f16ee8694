// Package outward tells programs outside what happens here (GAP-06): notices with the fields
// that differ, in an order that never changes, signed, at least once, and once more from any
// position.
//
// A feed stands behind the read models. It compares assets as they are with what was told of
// them last, and writes the difference down, once for all subscriptions. So whoever takes all
// notices of a log and applies them has what the read models have, however they came to it:
// by events, other rules, or a rebuild. A courier tells each subscription, in order, what
// lies behind its cursor. What went out together is written down before it goes, so it is the
// same at each try, and when it is told once more.
package outward
