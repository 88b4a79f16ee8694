package api

import "github.com/google/uuid"

// Customer is a company that is looked after.
type Customer struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Name       string    `json:"name"`
	Number     string    `json:"number,omitempty"`
	Domains    []string  `json:"domains"` // e-mail domains, lower case
	City       string    `json:"city,omitempty"`
	Assets     int       `json:"assets"` // how many it has
	Version    int64     `json:"version"`
}

// CustomerFilter selects customers; there is nothing to filter by but text.
type CustomerFilter struct{}

// CustomerDraft is a customer to be made. Without an external id it gets one.
type CustomerDraft struct {
	ExternalID string   `json:"external_id"`
	Name       string   `json:"name"`
	Number     string   `json:"number"`
	Domains    []string `json:"domains"`
	City       string   `json:"city"`
}

// CustomerPatch changes what is not nil.
type CustomerPatch struct {
	Name    *string   `json:"name"`
	Number  *string   `json:"number"`
	Domains *[]string `json:"domains"`
	City    *string   `json:"city"`
}

// Customers keeps customers.
type Customers = Directory[Customer, CustomerFilter, CustomerDraft, CustomerPatch]
