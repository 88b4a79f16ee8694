package service

import (
	"context"
	"sync"

	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/eventstore/decide"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/governance"

	"github.com/google/uuid"
)

// accessApps implements api.AccessApps.
type accessApps struct {
	log *eventstore.Store
	reads
	seen *sync.Map // clients that this process has noted, by id and name
}

var appDecider = decide.Decider[rule.App, any]{Evolve: rule.EvolveApp, Decide: rule.DecideApp}

// List implements api.AccessApps.
func (s accessApps) List(ctx context.Context, scope api.Scope, f api.AppFilter, l api.List) (api.Answer[api.Page[api.AccessApp]], error) {
	return answer(ctx, s.reads, scope, []string{governance.Name}, func(r *projections.Reading) (page api.Page[api.AccessApp], err error) {
		apps, err := governance.Apps(ctx, r)
		if err != nil {
			return page, err
		}
		added, err := governance.Connectors(ctx, r)
		if err != nil {
			return page, err
		}
		connectors := make(map[uuid.UUID]int)
		for _, c := range added {
			connectors[c.App]++
		}
		var kept []api.AccessApp
		for _, app := range apps {
			if (f.Kind == "" || app.Managed == (f.Kind == rule.AppManaged)) && mentions(l.Q, app.Name, app.External) {
				kept = append(kept, api.AccessApp{
					ID: app.ID, Name: app.Name, Managed: app.Managed, Source: app.Source, ExternalID: app.External, SeenAt: app.SeenAt, Connectors: connectors[app.ID],
				})
			}
		}
		return pageIn(kept, l, map[string]func(api.AccessApp) string{
			"name":    func(a api.AccessApp) string { return a.Name },
			"source":  func(a api.AccessApp) string { return a.Source },
			"seen_at": func(a api.AccessApp) string { return a.SeenAt.UTC().Format(sortableTime) },
		}, func(a api.AccessApp) string { return a.ID.String() })
	})
}

// Seen implements api.AccessApps.
func (s accessApps) Seen(ctx context.Context, tenant uuid.UUID, source, external, name string) error {
	id := rule.AppID(tenant, source, external)
	key := id.String() + "/" + name
	if _, known := s.seen.Load(key); known {
		return nil
	}
	_, err := decide.Handle(ctx, s.log, appDecider, decide.Request[any]{
		Tenant: tenant, Stream: event.AppStream(id), Actor: source, Version: decide.AnyVersion,
		Command: rule.Discover{App: id, Name: name, Source: source, External: external},
	})
	if err == nil {
		s.seen.Store(key, true)
	}
	return conflicts(err)
}
