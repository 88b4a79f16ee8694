package asset

import (
	"maps"

	rule "coresync/domain/asset"

	"github.com/google/uuid"
)

// How a person removed a synced asset.
const (
	RemovedIgnored   = "ignored"
	RemovedUntilSeen = "until_seen"
)

// State is what few records have: what people decided about them, and what settling
// made of records that are one asset.
type State struct {
	// Hand holds the fields that people set.
	Hand map[rule.Field]Set `json:"hand,omitempty"`
	// Pairs tells by record whether it is the same thing, as people said.
	Pairs           map[uuid.UUID]bool `json:"pairs,omitempty"`
	DecidedVersion  int64              `json:"decided_version,omitempty"` // of the asset's stream
	DecidedPosition int64              `json:"decided_position,omitempty"`
	RetiredPosition int64              `json:"retired_position,omitempty"` // while it was missing
	Removed         string             `json:"removed,omitempty"`
	RemovedPosition int64              `json:"removed_position,omitempty"`
	// Warranties are the entitlements that people recorded, by their ids.
	Warranties map[uuid.UUID]Entitlement `json:"warranties,omitempty"`

	// Flaps are the fields whose values in NinjaOne go to and fro.
	Flaps []rule.Field `json:"flaps,omitempty"`

	// Given holds what the record itself says of fields that another source gives.
	Given map[rule.Field]string `json:"given,omitempty"`
	// Sources tells who gives the fields that the record itself doesn't.
	Sources map[rule.Field]Origin `json:"sources,omitempty"`
	// Kin: there are records that share a key or a decision with it.
	Kin bool `json:"kin,omitempty"`
	// Rank is its place among the records of its asset, from 0 for the oldest.
	Rank int `json:"rank,omitempty"`
	// Rule made it part of the asset.
	Rule string `json:"rule,omitempty"`
}

// Set is what a person set in a field.
type Set struct {
	Value    string `json:"value"`
	Position int64  `json:"position"` // of the event
}

// Origin is where a field comes from that the record itself doesn't give.
type Origin struct {
	Source   rule.Source `json:"source"`
	Position int64       `json:"position"` // of the event
	// Entitlement is the id of the one that gives a day of the warranty.
	Entitlement string `json:"entitlement,omitempty"`
}

// Decided is the row's state; an empty one where it has none.
func (row *Row) Decided() State {
	if row.State == nil {
		return State{}
	}
	return *row.State
}

// alter replaces the row's state by a changed copy.
func (row *Row) alter(change func(*State)) {
	s := row.Decided()
	s.Hand, s.Pairs, s.Given, s.Sources = maps.Clone(s.Hand), maps.Clone(s.Pairs), maps.Clone(s.Given), maps.Clone(s.Sources)
	s.Warranties = maps.Clone(s.Warranties)
	change(&s)
	if len(s.Hand)+len(s.Pairs)+len(s.Given)+len(s.Sources)+len(s.Warranties)+len(s.Flaps) == 0 && s.DecidedPosition == 0 && !s.Kin {
		row.State = nil
		return
	}
	row.State = &s
}

// put sets a key of a map that may not be there yet.
func put[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = make(map[K]V)
	}
	(*m)[k] = v
}
