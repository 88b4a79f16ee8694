// Package ledger is the arithmetic of what is billed: which devices count at the end of a
// month, and what was added, removed and moved since the end of the month before
// (beyond.md rank 3). Pure.
package ledger
