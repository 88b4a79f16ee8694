package api

import "github.com/google/uuid"

// Contract is an agreement with a customer. Its dates are dates, not instants.
type Contract struct {
	ID         uuid.UUID `json:"id"`
	ExternalID string    `json:"external_id"`
	Customer   Ref       `json:"customer"`
	Name       string    `json:"name"`
	Start      string    `json:"start,omitempty"` // 2006-01-02
	End        string    `json:"end,omitempty"`   // 2006-01-02
	Version    int64     `json:"version"`
}

// ContractFilter selects contracts; the zero value selects all.
type ContractFilter struct {
	Customer uuid.UUID
}

// ContractDraft is a contract to be made. Without an external id it gets one.
type ContractDraft struct {
	ExternalID string    `json:"external_id"`
	Customer   uuid.UUID `json:"customer"`
	Name       string    `json:"name"`
	Start      string    `json:"start"`
	End        string    `json:"end"`
}

// ContractPatch changes what is not nil; an empty date clears it.
type ContractPatch struct {
	Customer *uuid.UUID `json:"customer"`
	Name     *string    `json:"name"`
	Start    *string    `json:"start"`
	End      *string    `json:"end"`
}

// Contracts keeps contracts.
type Contracts = Directory[Contract, ContractFilter, ContractDraft, ContractPatch]
