// Package webhook is the read model of subscriptions to what happens here: what is told, and
// how. What was told stands in package outward, which is no part of a generation.
package webhook
