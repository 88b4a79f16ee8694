package service

import (
	"context"

	"coresync/adapters/poller"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/mapping"
)

// outlook tells which organizations of a run that waits would find their customer once
// it is released; nil where it observed none that is new or changed.
func (s runs) outlook(ctx context.Context, r *projections.Reading, run poller.Run) (*api.Outlook, error) {
	if run.State != poller.StateHeld {
		return nil, nil
	}
	ahead, found := mapping.NewForesight(run.Tenant), 0
	types := []event.Type{event.OrgObserved{}.EventType(), event.LocationObserved{}.EventType()}
	err := s.poller.EachStaged(ctx, run, types, func(p event.Payload) error {
		if _, is := p.(*event.OrgObserved); is {
			found++
		}
		return ahead.Add(p)
	})
	if err != nil || found == 0 {
		return nil, err
	}
	sets, err := s.models.RuleSets(ctx, run.Tenant)
	if err != nil {
		return nil, err
	}
	statuses, err := ahead.Statuses(ctx, r, sets[0].Set)
	if err != nil {
		return nil, err
	}
	look := &api.Outlook{Organizations: make([]api.OutlookOrganization, len(statuses))}
	for i, o := range statuses {
		look.Organizations[i] = outlookOf(o)
		switch status := statuses[i].State; {
		case status.Linked():
			look.Mapped++
		case status == mapping.AutoMatched:
			look.Review++
		case status == mapping.Ignored:
			look.Ignored++
		default:
			look.Unmatched++
		}
	}
	return look, nil
}

func outlookOf(o mapping.Foreseen) api.OutlookOrganization {
	v := api.OutlookOrganization{
		OrganizationID: o.OrganizationID, Name: o.Name, Status: statuses[o.State], Score: int(o.Score), Evidence: o.Evidence,
	}
	if id := o.Status.Customer; o.Customer != "" {
		if !o.State.Linked() {
			id = o.Suggested
		}
		v.Customer = &api.Ref{ID: id, Name: o.Customer}
	}
	return v
}
