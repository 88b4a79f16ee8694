package service

import (
	"context"

	"coresync/domain"
	decision "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/mapping"

	"github.com/google/uuid"
)

// Why implements api.AssetDecisions: the row says which event gave a field, the
// event says what else was offered.
func (s assetDecisions) Why(ctx context.Context, scope api.Scope, id uuid.UUID, field string) (api.Answer[api.Why], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) (api.Why, error) {
		row, err := asset.Get(ctx, r, id)
		if err != nil {
			return api.Why{}, err
		}
		w, known := row.Explain(field)
		if !known {
			return api.Why{}, &domain.Error{Code: domain.CodeNotFound, Reason: "field_not_found",
				Message: "An asset has no such field. Ask for one of " + list(asset.WhyFields()) + "."}
		}
		if err := whyCustomer(ctx, r, row, &w); err != nil {
			return api.Why{}, err
		}
		return s.why(ctx, scope.Tenant, r.Standing(asset.Name).Rules, row, w)
	})
}

// whyCustomer finds what mapped the organization of an asset that has no customer of
// its own.
func whyCustomer(ctx context.Context, r *projections.Reading, row asset.Asset, w *asset.Why) error {
	if w.Field == "organization" {
		w.Value = row.OrganizationName
	}
	if w.Field == "location" {
		w.Value = row.LocationName
	}
	if w.Field != "customer" || row.Customer != uuid.Nil || row.Organization == uuid.Nil {
		return nil
	}
	w.Source = decision.SourceComputed
	if row.CustomerID != uuid.Nil {
		w.Value = row.CustomerID.String()
	}
	m, err := mapping.Get(ctx, r, row.Organization)
	if domain.ErrorCode(err) == domain.CodeNotFound {
		return nil
	}
	w.Position = m.ObservedPosition
	if m.DecisionPosition != 0 {
		w.Position = m.DecisionPosition
		w.Rule = "MAP-01: a person mapped the organization"
	}
	return err
}

func (s assetDecisions) why(ctx context.Context, tenant uuid.UUID, rules string, row asset.Asset, w asset.Why) (api.Why, error) {
	view := api.Why{
		Field: w.Field, Value: w.Value, Source: string(w.Source), Rule: w.Rule, Rules: rules, Locked: w.Locked, Offered: []api.Offered{},
	}
	set, err := s.ruleSet(ctx, tenant, rules)
	if err != nil {
		return view, err
	}
	for _, f := range decision.Editable() {
		if string(f) == w.Field {
			for _, source := range set.PrecedenceOf(f) {
				view.Precedence = append(view.Precedence, string(source))
			}
		}
	}
	if w.Own != nil {
		view.Offered = append(view.Offered, api.Offered{Source: string(decision.SourceNinjaOne), Value: *w.Own, Reason: lost(w)})
	}
	position := w.Position
	if len(decision.Ladder(w.Field)) > 0 && row.Source == asset.SourceNinjaOne {
		// What else the newest observation offered stands in it, whatever gave the field.
		if err := s.offered(ctx, tenant, set, row, &view, w.Own == nil); err != nil {
			return view, err
		}
	}
	view.Event, err = s.whyEvent(ctx, tenant, position)
	return view, err
}

func lost(w asset.Why) string {
	switch {
	case w.Own != nil && *w.Own == "":
		return "it says nothing, and a blank never wins"
	case w.Locked:
		return "a person set the field"
	}
	return string(w.Source) + " goes first"
}

// offered adds what the members of the device say of a field.
func (s assetDecisions) offered(ctx context.Context, tenant uuid.UUID, set *decision.Rules, row asset.Asset, view *api.Why, gives bool) error {
	return s.log.Read(ctx, tenant, at(row.ObservedPosition), func(e event.Recorded) error {
		said, err := asset.Said(set, e.Payload, view.Field)
		for i, member := range said {
			if i == 0 && member.Lost == "" && gives {
				view.Member = member.Path
				if view.Value == "" {
					view.Value = member.Value
				}
				continue
			}
			reason := member.Lost
			if reason == "" {
				reason = "another source goes first"
			}
			view.Offered = append(view.Offered, api.Offered{
				Source: string(decision.SourceNinjaOne), Member: member.Path, Value: member.Value, Reason: reason,
			})
		}
		return err
	})
}

// at selects one event of the log.
func at(position int64) eventstore.Query {
	return eventstore.Query{After: position - 1, To: position}
}

func (s assetDecisions) whyEvent(ctx context.Context, tenant uuid.UUID, position int64) (*api.WhyEvent, error) {
	if position == 0 {
		return nil, nil
	}
	var found *api.WhyEvent
	err := s.log.Read(ctx, tenant, at(position), func(e event.Recorded) error {
		found = &api.WhyEvent{
			Position: e.Position, ID: e.ID, Type: string(e.Type), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor,
		}
		payload, err := s.log.Registry().Decode(e)
		if err != nil {
			return err
		}
		if run := runOf(payload); run != uuid.Nil {
			found.Run = &run
		}
		return nil
	})
	return found, err
}

func runOf(p event.Payload) uuid.UUID {
	switch p := p.(type) {
	case *event.DeviceObserved:
		return p.Run
	case *event.DeviceVanished:
		return p.Run
	case *event.DeviceUserObserved:
		return p.Run
	case *event.PresenceObserved:
		return p.Run
	}
	return uuid.Nil
}

// ruleSet is the part about assets of a version of the rules.
func (s assets) ruleSet(ctx context.Context, tenant uuid.UUID, version string) (*decision.Rules, error) {
	sets, err := s.models.RuleSets(ctx, tenant)
	if err != nil {
		return nil, err
	}
	for _, set := range sets {
		if set.Version == version {
			return &set.Asset, nil
		}
	}
	return &sets[len(sets)-1].Asset, nil
}

func list(words []string) string {
	text := ""
	for i, word := range words {
		if i > 0 {
			text += ", "
		}
		text += word
	}
	return text
}
