// Package listing is the arithmetic of a proof of completeness: what a listing
// showed of each organization, as sets and digests, cut into parts that fit an
// event. It is pure.
package listing
