// Package directory is what a PSA would hold, as far as mapping and tickets need
// it: customers, contacts, contracts and tickets, and the assets that people keep
// by hand. It reads them from CSV and says which events a row means. Pure.
//
// An entity's id is made of tenant, kind and external id, so that importing the
// same file twice changes nothing and a corrected file updates.
package directory
