package api

import (
	"context"

	"github.com/google/uuid"
)

// Hit is one thing that a search found.
type Hit struct {
	Kind   string    `json:"kind"` // asset, customer, contact, contract or ticket
	ID     uuid.UUID `json:"id"`
	Title  string    `json:"title"`
	Detail string    `json:"detail,omitempty"`
}

// Search looks for text in everything that a person may see.
type Search interface {
	// Search returns the best limit hits of the given kinds, best first.
	Search(ctx context.Context, s Scope, q string, kinds []string, limit int) (Answer[[]Hit], error)
}
