package service

import (
	"bytes"
	"context"
	"slices"
	"strings"

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
	if !slices.Contains(asset.WhyFields(), field) {
		return api.Answer[api.Why]{}, &domain.Error{Code: domain.CodeNotFound, Reason: "field_not_found",
			Message: "An asset has no such field. Ask for one of " + strings.Join(asset.WhyFields(), ", ") + "."}
	}
	all, err := s.explain(ctx, scope, id, []string{field})
	if err != nil {
		return api.Answer[api.Why]{}, err
	}
	return api.Answer[api.Why]{Data: all.Data[0], Standing: all.Standing}, nil
}

// Whys implements api.AssetDecisions: one look at the row, and each event is read once.
func (s assetDecisions) Whys(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[[]api.Why], error) {
	return s.explain(ctx, scope, id, asset.WhyFields())
}

func (s assetDecisions) explain(ctx context.Context, scope api.Scope, id uuid.UUID, fields []string) (api.Answer[[]api.Why], error) {
	return answer(ctx, s.reads, scope, asset.Models(), func(r *projections.Reading) ([]api.Why, error) {
		row, err := asset.Get(ctx, r, id)
		if err != nil {
			return nil, err
		}
		life, err := s.lives(ctx, r)
		if err != nil {
			return nil, err
		}
		x := explainer{log: s.log, tenant: scope.Tenant, row: row, rules: r.Standing(asset.Name).Rules, events: make(map[int64]event.Recorded)}
		if x.set, err = s.ruleSet(ctx, scope.Tenant, x.rules); err != nil {
			return nil, err
		}
		all := make([]api.Why, 0, len(fields))
		for _, field := range fields {
			w, _ := row.Explain(field)
			if field == "life" {
				w.Value = life(row)
			}
			if err := whyPlace(ctx, r, row, &w); err != nil {
				return nil, err
			}
			view, err := x.why(ctx, w)
			if err != nil {
				return nil, err
			}
			if err := s.whySerial(ctx, r, row.ID, &view); err != nil {
				return nil, err
			}
			all = append(all, view)
		}
		return all, nil
	})
}

// whyPlace adds what other read models say: names of places, and what mapped the
// organization of an asset that has no customer of its own.
func whyPlace(ctx context.Context, r *projections.Reading, row asset.Asset, w *asset.Why) error {
	switch w.Field {
	case "organization":
		w.Value = row.OrganizationName
	case "location":
		w.Value = row.LocationName
	case "customer":
		return whyCustomer(ctx, r, row, w)
	}
	return nil
}

func whyCustomer(ctx context.Context, r *projections.Reading, row asset.Asset, w *asset.Why) error {
	if row.Customer != uuid.Nil || row.Organization == uuid.Nil {
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

// explainer turns what a row says of its fields into answers. It reads an event once,
// however many fields it gave.
type explainer struct {
	log    *eventstore.Store
	tenant uuid.UUID
	row    asset.Asset
	rules  string
	set    *decision.Rules
	events map[int64]event.Recorded
}

// event is that of a position; false where there is none.
func (x *explainer) event(ctx context.Context, position int64) (event.Recorded, bool, error) {
	e, known := x.events[position]
	if known || position == 0 {
		return e, known, nil
	}
	err := x.log.Read(ctx, x.tenant, eventstore.Query{After: position - 1, To: position}, func(found event.Recorded) error {
		found.Payload = bytes.Clone(found.Payload) // it is good until we return
		e, known = found, true
		x.events[position] = found
		return nil
	})
	return e, known, err
}

func (x *explainer) why(ctx context.Context, w asset.Why) (api.Why, error) {
	view := api.Why{
		Field: w.Field, Value: w.Value, Source: string(w.Source), Rule: w.Rule, Rules: x.rules, Locked: w.Locked, Offered: []api.Offered{},
	}
	if slices.Contains(decision.Editable(), decision.Field(w.Field)) {
		for _, source := range x.set.PrecedenceOf(decision.Field(w.Field)) {
			view.Precedence = append(view.Precedence, string(source))
		}
	}
	if w.Own != nil {
		view.Offered = append(view.Offered, api.Offered{Source: string(decision.SourceNinjaOne), Value: *w.Own, Reason: lost(w)})
	}
	if len(decision.Ladder(w.Field)) > 0 && x.row.Source == asset.SourceNinjaOne {
		// What else the newest observation offered stands in it, whatever gave the field.
		if err := x.offered(ctx, &view, w.Own == nil); err != nil {
			return view, err
		}
	}
	var err error
	view.Event, err = x.whyEvent(ctx, w.Position)
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
func (x *explainer) offered(ctx context.Context, view *api.Why, gives bool) error {
	e, _, err := x.event(ctx, x.row.ObservedPosition)
	if err != nil {
		return err
	}
	said, err := asset.Said(x.set, e.Payload, view.Field)
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
}

func (x *explainer) whyEvent(ctx context.Context, position int64) (*api.WhyEvent, error) {
	e, known, err := x.event(ctx, position)
	if err != nil || !known {
		return nil, err
	}
	found := &api.WhyEvent{
		Position: e.Position, ID: e.ID, Type: string(e.Type), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt, Actor: e.Actor,
	}
	payload, err := x.log.Registry().Decode(e)
	if err != nil {
		return nil, err
	}
	if run := runOf(payload); run != uuid.Nil {
		found.Run = &run
	}
	return found, nil
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
