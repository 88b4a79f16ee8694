// Package generate makes small-business names in the two lists that a provider
// has: customers, and the organizations of its RMM. It is what matching is tuned on
// and judged by where no public list has such names (MAP-13).
//
// Every case is of one kind: a way in which the same business is written twice
// ("pos-…"), or a pair that looks alike and is not the same ("null-…"). The
// expected answer is what a careful person would say who has the two lists and
// nothing else. Training and test half share neither a seed nor a name, a trade or
// a place. Pure and deterministic.
package generate
