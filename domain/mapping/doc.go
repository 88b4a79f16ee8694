// Package mapping holds what people decide about organizations and locations: which
// customer one belongs to, that it is nobody's, or that it is not a customer that was
// suggested. What a name suggests is not decided here; that is a rule, and rules live
// with the projections. Pure.
package mapping
