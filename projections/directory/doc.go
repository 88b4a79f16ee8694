// Package directory is the read model of what a PSA would hold: customers,
// contacts, contracts and tickets. Each row is the newest state that was recorded.
//
// Name, e-mail and phone of a contact stay sealed in its row, beside the id of the
// event that they were sealed for.
package directory
