package service

import (
	"context"
	"strconv"
	"time"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/replacement"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	"coresync/projections/asset"
	model "coresync/projections/replacement"

	"github.com/google/uuid"
)

// Plan implements api.Replacements: one append for all devices, a stream each.
func (s replacements) Plan(ctx context.Context, c api.Command, d api.PlanDraft) (api.Written, error) {
	log := s.customers.log
	if c.AppendID != uuid.Nil { // of a request that was carried out, whatever the plans are now
		if done, found, err := log.Lookup(ctx, c.Tenant, c.AppendID); err != nil || found {
			done.Tenant = c.Tenant
			w, err := written(ctx, log, done, uuid.Nil, 0)
			return undoable(ctx, log, c.Tenant, done, w, err)
		}
	}
	plan, err := s.plan(ctx, c.Tenant, d)
	if err != nil {
		return api.Written{}, err
	}
	a := eventstore.Append{Tenant: c.Tenant, ID: c.AppendID, Actor: c.Actor, CorrelationID: c.Correlation}
	err = projections.Read(ctx, s.pool, c.Tenant, s.now(), func(r *projections.Reading) error {
		names, err := asset.Names(ctx, r, d.Assets)
		if err != nil {
			return err
		}
		plans, err := model.Planned(ctx, r, d.Assets)
		if err != nil {
			return err
		}
		var faults []domain.Fault
		seen := make(map[uuid.UUID]bool)
		for i, id := range d.Assets {
			if _, known := names[id]; !known {
				faults = append(faults, domain.Fault{Pointer: "/assets/" + strconv.Itoa(i), Code: "unknown", Message: "There is no such asset."})
				continue
			}
			if seen[id] { // named twice, it is planned once
				continue
			}
			seen[id] = true
			now := plans[id]
			for _, p := range replacement.DecidePlan(id, now.Said(), plan) {
				a.Events = append(a.Events, event.New{Stream: event.ReplacementStream(id), Payload: p})
			}
		}
		return domain.Invalid(faults)
	})
	if err != nil {
		return api.Written{}, conflicts(err)
	}
	done := eventstore.Appended{Tenant: c.Tenant}
	if len(a.Events) > 0 {
		if done, err = log.Append(ctx, a); err != nil {
			return api.Written{}, conflicts(err)
		}
		done.Tenant = c.Tenant
	}
	w, err := written(ctx, log, done, uuid.Nil, 0)
	return undoable(ctx, log, c.Tenant, done, w, err)
}

// plan reads a draft: all faults at once.
func (s replacements) plan(ctx context.Context, tenant uuid.UUID, d api.PlanDraft) (replacement.Plan, error) {
	plan := replacement.Plan{Action: replacement.Action(d.Action), Note: d.Reason}
	var faults []domain.Fault
	if d.Until != "" {
		until, err := time.Parse(time.DateOnly, d.Until)
		if err != nil {
			faults = append(faults, domain.Fault{Pointer: "/until", Code: "date", Message: "Write a day as 2027-06-30."})
		}
		plan.Until = until
	}
	today, err := s.dayAt(ctx, tenant, time.Time{})
	if err != nil {
		return plan, err
	}
	unread := len(faults) > 0
	for _, f := range replacement.CheckPlan(plan, today) {
		if !unread || f.Pointer != "/until" {
			faults = append(faults, f)
		}
	}
	return plan, domain.Invalid(faults)
}
