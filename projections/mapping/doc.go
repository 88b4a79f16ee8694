// Package mapping is the read model of which organization belongs to which
// customer (MAP).
//
// Stage 1 keeps organizations and locations with the decisions about them, what
// matching needs of customers, which devices are no assets, and what serial numbers and
// e-mail domains say of whose an organization is. Stage 3 looks at the
// whole tenant and gives each organization its status: what a person decided always
// wins over what a name suggests; a location about which somebody decided doesn't go
// with its organization. An asset's customer is found by joining with it; nothing is copied
// into assets, so a changed mapping writes one row.
package mapping
